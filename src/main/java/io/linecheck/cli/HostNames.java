package io.linecheck.cli;

import io.linecheck.config.AddressText;
import io.linecheck.config.InvalidInputException;
import java.net.IDN;
import java.util.Locale;

/** Host names as a person types them. */
final class HostNames {
  private HostNames() {}

  /** The host name in ASCII, or an IP address; anything else is told with what to write instead. */
  static String require(String typed) {
    if (typed.contains("://")) {
      throw new InvalidInputException(
          "'"
              + typed
              + "' is an address of a page: give the host name alone, such as "
              + typed.replaceFirst("^[^:]*://", "").replaceFirst("[/:?#].*$", ""));
    }
    String bare =
        typed.startsWith("[") && typed.endsWith("]")
            ? typed.substring(1, typed.length() - 1)
            : typed;
    if (AddressText.parse(bare).isPresent()) {
      return bare;
    }
    if (bare.matches("[^:/]+:[0-9]+(/.*)?")) {
      throw new InvalidInputException(
          "'"
              + typed
              + "' holds a port: give the host name alone and name the door with --service, such as"
              + " --service wss="
              + bare);
    }
    String ascii = ascii(bare);
    boolean looksLikeAddress = ascii.matches("[0-9.]+");
    if (looksLikeAddress
        || ascii.length() > 253
        || !ascii.matches(
            "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*")) {
      throw new InvalidInputException("'" + typed + "' is neither a host name nor an IP address");
    }
    return ascii;
  }

  private static String ascii(String name) {
    try {
      String ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
      return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
