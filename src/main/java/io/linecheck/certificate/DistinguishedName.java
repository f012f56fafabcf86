package io.linecheck.certificate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An X.501 name (RFC 5280 section 4.1.2.4) in two forms: as text by RFC 4514, and as a key by which
 * names are compared (RFC 5280 section 7.1: case and runs of spaces do not matter).
 */
final class DistinguishedName {
  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("2.5.4.3", "CN"),
          Map.entry("2.5.4.4", "SN"),
          Map.entry("2.5.4.5", "serialNumber"),
          Map.entry("2.5.4.6", "C"),
          Map.entry("2.5.4.7", "L"),
          Map.entry("2.5.4.8", "ST"),
          Map.entry("2.5.4.9", "STREET"),
          Map.entry("2.5.4.10", "O"),
          Map.entry("2.5.4.11", "OU"),
          Map.entry("2.5.4.97", "organizationIdentifier"),
          Map.entry("0.9.2342.19200300.100.1.25", "DC"),
          Map.entry("0.9.2342.19200300.100.1.1", "UID"),
          Map.entry("1.2.840.113549.1.9.1", "emailAddress"));
  private static final Pattern RUNS = Pattern.compile(" +");
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String EMAIL = "1.2.840.113549.1.9.1";

  /** One attribute: its type, its value as shown and as compared. */
  record Attribute(String type, String value, String key) {}

  private final List<List<Attribute>> relative;
  private final List<String> keys;

  private DistinguishedName(List<List<Attribute>> relative) {
    this.relative = relative;
    this.keys = relative.stream().map(DistinguishedName::key).toList();
  }

  /** Reads the content of a Name. */
  static DistinguishedName read(DerReader sequence) throws DerException {
    List<List<Attribute>> relative = new ArrayList<>(6);
    while (!sequence.isEmpty()) {
      DerReader set = sequence.enter(Der.SET);
      List<Attribute> attributes = new ArrayList<>(1);
      do {
        DerReader pair = set.enter(Der.SEQUENCE);
        String type = pair.oid();
        attributes.add(attribute(type, pair.next(), pair));
        pair.end();
      } while (!set.isEmpty());
      relative.add(List.copyOf(attributes));
    }
    return new DistinguishedName(List.copyOf(relative));
  }

  private static Attribute attribute(String type, Der value, DerReader reader) throws DerException {
    String text =
        switch (value.tag) {
          case 0x0c -> new String(value.content(), StandardCharsets.UTF_8);
          case 0x13, 0x14, 0x16, 0x12, 0x1a -> value.latin1();
          case 0x1e -> {
            if (value.length() % 2 != 0) {
              throw reader.broken("has a BMPString of an odd number of octets");
            }
            yield new String(value.content(), StandardCharsets.UTF_16BE);
          }
          default -> "";
        };
    boolean comparable = !text.isEmpty() || value.length() == 0;
    if (!comparable) {
      String hex = "#" + HexFormat.of().formatHex(value.encoded());
      return new Attribute(type, hex, hex);
    }
    String single = text.contains("  ") ? RUNS.matcher(text).replaceAll(" ") : text;
    return new Attribute(type, text, single.strip().toLowerCase(Locale.ROOT));
  }

  private static String key(List<Attribute> attributes) {
    return attributes.size() == 1
        ? key(attributes.getFirst())
        : attributes.stream()
            .map(DistinguishedName::key)
            .sorted()
            .reduce("", (a, b) -> a + "\u0001" + b);
  }

  private static String key(Attribute attribute) {
    return attribute.type() + "=" + attribute.key();
  }

  boolean isEmpty() {
    return relative.isEmpty();
  }

  int size() {
    return relative.size();
  }

  /** Whether this name lies in the subtree of the other: the other is a prefix of it. */
  boolean isWithin(DistinguishedName base) {
    return keys.size() >= base.keys.size() && keys.subList(0, base.keys.size()).equals(base.keys);
  }

  /** The last common name; empty where there is none. */
  String commonName() {
    return last(COMMON_NAME);
  }

  /** Every emailAddress attribute: constraints on mail names bind it (RFC 5280 4.2.1.10). */
  List<String> emails() {
    return relative.stream()
        .flatMap(List::stream)
        .filter(attribute -> attribute.type().equals(EMAIL))
        .map(Attribute::value)
        .toList();
  }

  private String last(String type) {
    String found = "";
    for (List<Attribute> attributes : relative) {
      for (Attribute attribute : attributes) {
        if (attribute.type().equals(type)) {
          found = attribute.value();
        }
      }
    }
    return found;
  }

  /** RFC 4514: most specific first. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = relative.size() - 1; i >= 0; i--) {
      if (!text.isEmpty()) {
        text.append(',');
      }
      for (int j = 0; j < relative.get(i).size(); j++) {
        Attribute attribute = relative.get(i).get(j);
        text.append(j == 0 ? "" : "+")
            .append(SHORT.getOrDefault(attribute.type(), attribute.type()))
            .append('=');
        escape(attribute.value(), text);
      }
    }
    return text.toString();
  }

  private static void escape(String value, StringBuilder text) {
    for (int i = 0; i < value.length() && i < 200; i++) {
      char c = value.charAt(i);
      if (c < ' ' || c == 0x7f) {
        text.append("\\%02X".formatted((int) c));
        continue;
      }
      boolean space = c == ' ' && (i == 0 || i == value.length() - 1);
      boolean edge = space || (c == '#' && i == 0);
      if (edge || ",+\"\\<>;=".indexOf(c) >= 0) {
        text.append('\\');
      }
      text.append(c);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DistinguishedName name && keys.equals(name.keys);
  }

  @Override
  public int hashCode() {
    return keys.hashCode();
  }
}
