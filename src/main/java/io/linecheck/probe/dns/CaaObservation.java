package io.linecheck.probe.dns;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The CAA records that apply to a name (RFC 8659 section 3), and who issued what is served.
 *
 * @param host the name
 * @param at the name at which the tree had records; empty where it has none
 * @param records all of that name
 * @param failure why the tree could not be climbed; empty where it could
 * @param issuer of the certificate that is served (RFC 4514); empty where none is
 * @param names of that certificate
 */
public record CaaObservation(
    String host,
    String at,
    List<Property> records,
    String failure,
    String issuer,
    List<String> names) {
  public CaaObservation {
    at = at == null ? "" : at;
    records = records == null ? List.of() : List.copyOf(records);
    failure = failure == null ? "" : failure;
    issuer = issuer == null ? "" : issuer;
    names = names == null ? List.of() : List.copyOf(names);
  }

  /**
   * One record.
   *
   * @param critical whether an authority that does not know the tag must refuse
   * @param tag {@code issue}, {@code issuewild}, {@code iodef}
   * @param value as it stands there: {@code letsencrypt.org; validationmethods=dns-01}
   */
  public record Property(boolean critical, String tag, String value) {
    /** The authority's domain; empty where nobody is allowed. */
    public String authority() {
      int end = value.indexOf(';');
      return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** The value of a parameter (RFC 8657), empty where it is not there. */
    public String parameter(String name) {
      for (String part : value.split(";", -1)) {
        int equals = part.indexOf('=');
        if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase(name)) {
          return part.substring(equals + 1).strip();
        }
      }
      return "";
    }

    @Override
    public String toString() {
      return tag + " \"" + value + "\"";
    }
  }

  /** The records of one tag, whatever its case. */
  public List<Property> tagged(String tag) {
    return records.stream().filter(record -> record.tag().equalsIgnoreCase(tag)).toList();
  }

  /** All of it in one line. */
  public String words() {
    if (!failure.isEmpty()) {
      return "not known: " + failure;
    }
    return at.isEmpty()
        ? "none: every authority may issue"
        : at + ": " + records.stream().map(Property::toString).collect(Collectors.joining(", "));
  }
}
