package io.linecheck.probe.dns;

import java.util.List;

/**
 * What one resolver said of one name.
 *
 * @param resolver {@code default}, {@code inside} or {@code outside}
 * @param server who was asked, {@code 10.0.0.53:53} or {@code /etc/hosts}
 * @param outcome the worse of the two answers
 * @param addresses IPv4 first, each in its own order
 * @param uncheckedAddresses what it answers with checking disabled (RFC 4035 section 3.2.2), asked
 *     only after SERVFAIL
 * @param detail the rcode, or why no answer came
 * @param aliases the names that CNAME records led through (RFC 1034 section 3.6.2), the one that
 *     was asked first; empty where it is no alias
 */
public record DnsAnswer(
    String resolver,
    String server,
    Outcome outcome,
    List<String> addresses,
    List<String> uncheckedAddresses,
    String detail,
    List<String> aliases) {
  public DnsAnswer {
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
    uncheckedAddresses = uncheckedAddresses == null ? List.of() : List.copyOf(uncheckedAddresses);
    detail = detail == null ? "" : detail;
    aliases = aliases == null ? List.of() : List.copyOf(aliases);
  }

  /** How a lookup ended. */
  public enum Outcome {
    /** With at least one address. */
    ANSWERED,
    /** NOERROR without an address (RFC 2308 section 2.2). */
    NO_DATA,
    /** The name does not exist. */
    NXDOMAIN,
    /** The server could not find out. */
    SERVFAIL,
    /** The server does not want to answer us, or said something else. */
    REFUSED,
    /** Nothing came in time. */
    TIMEOUT
  }

  /** Whether the server failed, rather than the name. */
  public boolean serverFailed() {
    return switch (outcome) {
      case SERVFAIL, REFUSED, TIMEOUT -> true;
      case ANSWERED, NO_DATA, NXDOMAIN -> false;
    };
  }

  /** Whether its aliases lead back to where they have been. */
  public boolean isCircle() {
    return aliases.size() > 1 && aliases.indexOf(aliases.getLast()) < aliases.size() - 1;
  }
}
