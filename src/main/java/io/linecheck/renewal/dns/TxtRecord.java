package io.linecheck.renewal.dns;

/**
 * One value of a TXT record set (RFC 1035 section 3.3.14).
 *
 * @param name fully qualified, lower case, without the dot at the end
 * @param value at most 255 characters
 */
public record TxtRecord(String name, String value) {
  /** Seconds for which others may keep it. */
  public static final int TTL_SECONDS = 60;

  public TxtRecord {
    name = (name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
    name = name.toLowerCase(java.util.Locale.ROOT);
  }
}
