package io.linecheck.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who looks after a dialer's certificate, as far as checks and verdicts must know.
 *
 * @param configured whether a configuration speaks of this dialer; a bare host name has no owners
 * @param renewer who renews
 * @param challenge how the name is proven to the authority, {@code http-01}; empty where not known
 * @param challengeTold whether the configuration says so, or it is the renewer's usual way
 * @param authority the CAA domain of the authority that is configured to renew, {@code
 *     letsencrypt.org}; empty where not known
 * @param sharing hosts of other dialers that are renewed by HTTP-01 at one of this one's configured
 *     addresses
 */
public record Upkeep(
    boolean configured,
    Renewer renewer,
    Optional<String> challenge,
    boolean challengeTold,
    Optional<String> authority,
    List<String> sharing) {
  /** Nothing is known. */
  public static final Upkeep UNKNOWN =
      new Upkeep(false, Renewer.UNKNOWN, Optional.empty(), false, Optional.empty(), List.of());

  /** Copies the hosts. */
  public Upkeep {
    sharing = List.copyOf(sharing);
  }

  /** Who renews. */
  public enum Renewer {
    /** This program. */
    LINECHECK,
    /** Certbot or another ACME client. */
    CERTBOT,
    /** The 3CX phone system. */
    THREE_CX,
    /** A person. */
    MANUAL,
    /** Nobody said. */
    UNKNOWN;

    /** As it is written. */
    public String word() {
      return this == THREE_CX ? "3cx" : name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the renewal needs port 80 from outside (RFC 8555 section 8.3). */
  public boolean needsPort80() {
    return challenge.filter("http-01"::equals).isPresent();
  }
}
