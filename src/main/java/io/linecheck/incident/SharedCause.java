package io.linecheck.incident;

import java.util.Locale;

/**
 * What several dialers have in common that explains why they fail together.
 *
 * @param kind what sort of thing it is
 * @param name which one
 */
public record SharedCause(Kind kind, String name) {
  /** Sorts of things that dialers share. */
  public enum Kind {
    /** A TURN or STUN server. */
    TURN_SERVER,
    /** Another door that several dialers name. */
    SERVER,
    /** The gateway or dialer configured as their parent. */
    GATEWAY,
    /** The authority that issued their certificates. */
    CERTIFICATE_AUTHORITY,
    /** Whoever answers for their names. */
    RESOLVER,
    /** The site they stand at. */
    SITE,
    /** Where they are watched from. */
    VANTAGE;

    /** The public word. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As it stands in a sentence. */
    public String words() {
      return switch (this) {
        case TURN_SERVER -> "TURN server";
        case SERVER -> "server";
        case GATEWAY -> "gateway";
        case CERTIFICATE_AUTHORITY -> "certificate authority";
        case RESOLVER -> "resolver";
        case SITE -> "site";
        case VANTAGE -> "vantage";
      };
    }
  }

  /** {@code TURN server turn.example.com:443}. */
  public String text() {
    return kind.words() + ' ' + name;
  }
}
