package io.linecheck.certificate;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name that stands in the address bar: a DNS name in A-labels (RFC 5890) without its final dot,
 * or an IP address.
 *
 * @param text how it is shown and compared, lower case
 * @param octets of an address as an unmodifiable list; empty for a DNS name
 */
record HostName(String text, List<Byte> octets) {
  private static final Pattern QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");

  /** Ends of names that no public authority may certify. */
  private static final Set<String> INTERNAL =
      Set.of(
          "local",
          "localdomain",
          "internal",
          "intranet",
          "lan",
          "home",
          "corp",
          "private",
          "domain",
          "workgroup",
          "host",
          "pbx");

  /** The host a person or a configuration gave; empty where it is neither name nor address. */
  static Optional<HostName> parse(String given) {
    String text = given.strip();
    if (text.startsWith("[") && text.endsWith("]")) {
      text = text.substring(1, text.length() - 1);
    }
    if (QUAD.matcher(text).matches() || text.indexOf(':') >= 0) {
      return address(text);
    }
    if (text.endsWith(".")) {
      text = text.substring(0, text.length() - 1);
    }
    return Idna.toAscii(text).filter(HostName::isName).map(name -> new HostName(name, List.of()));
  }

  private static Optional<HostName> address(String text) {
    try {
      InetAddress address = InetAddress.ofLiteral(text.replaceFirst("%.*", ""));
      byte[] octets = address.getAddress();
      Byte[] boxed = new Byte[octets.length];
      for (int i = 0; i < octets.length; i++) {
        boxed[i] = octets[i];
      }
      return Optional.of(new HostName(address.getHostAddress(), List.of(boxed)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isName(String name) {
    if (name.isEmpty() || name.length() > 253) {
      return false;
    }
    for (String label : name.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  boolean isAddress() {
    return !octets.isEmpty();
  }

  /** Whether a SAN entry names this host (RFC 9525 section 6.3, RFC 6125 section 6.4). */
  boolean isNamedBy(GeneralName name) {
    if (isAddress()) {
      byte[] own = new byte[octets.size()];
      for (int i = 0; i < own.length; i++) {
        own[i] = octets.get(i);
      }
      return name.isAddress(own);
    }
    return name.kind == GeneralName.Kind.DNS && matches(name.text.toLowerCase(Locale.ROOT));
  }

  /**
   * A wildcard is the whole left-most label, stands for exactly one label, and what follows is no
   * public suffix ({@code *.com}, {@code *.co.uk}). Chrome passes over a final dot.
   */
  private boolean matches(String presented) {
    String name =
        presented.endsWith(".") ? presented.substring(0, presented.length() - 1) : presented;
    if (!name.startsWith("*.")) {
      return name.equals(text);
    }
    String rest = name.substring(1);
    int dot = text.indexOf('.');
    return dot > 0
        && text.substring(dot).equals(rest)
        && !PublicSuffixes.contains(rest.substring(1));
  }

  /** Whether there are names, and no public authority would certify any of them. */
  static boolean areInternal(List<GeneralName> names) {
    List<GeneralName> served =
        names.stream()
            .filter(name -> name.kind == GeneralName.Kind.DNS || name.kind == GeneralName.Kind.IP)
            .toList();
    return !served.isEmpty()
        && served.stream()
            .allMatch(name ->
                name.kind == GeneralName.Kind.IP
                    ? isPrivate(name.address())
                    : isInternal(name.text.toLowerCase(Locale.ROOT)));
  }

  boolean isInternal() {
    if (!isAddress()) {
      return isInternal(text);
    }
    return isPrivate(InetAddress.ofLiteral(text).getAddress());
  }

  private static boolean isInternal(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    int dot = bare.lastIndexOf('.');
    if (bare.isEmpty() || bare.startsWith("*")) {
      return false;
    }
    return dot < 0 || INTERNAL.contains(bare.substring(dot + 1)) || bare.endsWith(".home.arpa");
  }

  private static boolean isLoopback(byte[] octets) {
    for (int i = 0; i < octets.length - 1; i++) {
      if (octets[i] != 0) {
        return false;
      }
    }
    return octets[octets.length - 1] == 1;
  }

  private static boolean isPrivate(byte[] octets) {
    int first = octets[0] & 0xff;
    int second = octets[1] & 0xff;
    if (octets.length == 16) {
      return (first & 0xfe) == 0xfc
          || (first == 0xfe && (second & 0xc0) == 0x80)
          || isLoopback(octets);
    }
    return first == 10
        || first == 127
        || (first == 192 && second == 168)
        || (first == 172 && second >= 16 && second < 32)
        || (first == 169 && second == 254)
        || (first == 100 && second >= 64 && second < 128);
  }
}
