package io.linecheck.config.shape;

import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One value of a file, with the way to it and the reading it belongs to. */
public final class Place {
  private static final int LONGEST_SHOWN = 80;
  private static final Pattern CREDENTIALS = Pattern.compile("://[^/@\\s]*@");

  private final Node node;
  private final String path;
  private final int line;
  private final Reading reading;

  private Place(Node node, String path, int line, Reading reading) {
    this.node = node;
    this.path = path;
    this.line = line;
    this.reading = reading;
    reading.seen(path, line);
  }

  /** The whole of a file. */
  public static Place root(Node node, Reading reading) {
    return new Place(node, "", lineOf(node, 1), reading);
  }

  /** A value inside this one, by key. */
  Place key(String key, Node value) {
    return new Place(value, pathOf(key), lineOf(value, line), reading);
  }

  /** A value inside this one that was not written down and has its default. */
  Place assumed(String key, Node value) {
    return new Place(value, pathOf(key), line, reading);
  }

  /** A value inside this one, by position. */
  Place item(int index, Node value) {
    return new Place(value, path + "[" + index + "]", lineOf(value, line), reading);
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  Node node() {
    return node;
  }

  /** The dotted path. */
  public String path() {
    return path;
  }

  /** The line, 1 for the first. */
  public int line() {
    return line;
  }

  /** The reading this belongs to. */
  public Reading reading() {
    return reading;
  }

  /** The text of a scalar as it stands in the file, without its quotes. */
  public String raw() {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /** Whether a scalar stands without quotes, so that it may be a number or a truth value. */
  public boolean isPlain() {
    return node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN;
  }

  /** Whether the key is there and nothing behind it. */
  boolean isEmpty() {
    return Tag.NULL.equals(node.getTag());
  }

  /** Reports that the value here breaks a rule; always empty, to be returned at once. */
  public <T> Optional<T> refuse(String rule) {
    return refuse(rule, Optional.empty());
  }

  /** Reports that the value here breaks a rule and what was probably meant. */
  public <T> Optional<T> refuse(String rule, Optional<String> nearest) {
    reading.add(new Problem(reading.file(), line, path, shown(), rule, nearest));
    return Optional.empty();
  }

  /** Reports a broken rule without showing the value, which may be a secret. */
  public <T> Optional<T> refuseUnseen(String rule) {
    reading.add(new Problem(reading.file(), line, path, "[REDACTED]", rule, Optional.empty()));
    return Optional.empty();
  }

  /** Reports that a key of this mapping is not there. */
  void lacks(String key, String rule) {
    reading.add(new Problem(reading.file(), line, pathOf(key), "", rule, Optional.empty()));
  }

  /** The value for a text: one line, shortened, credentials inside addresses left out. */
  String shown() {
    return switch (node) {
      case MappingNode _ -> "{…}";
      case SequenceNode _ -> "[…]";
      case Node _ when isEmpty() -> "";
      default -> shorten(raw());
    };
  }

  private static String shorten(String raw) {
    StringBuilder text = new StringBuilder();
    CREDENTIALS
        .matcher(raw)
        .replaceAll("://[REDACTED]@")
        .codePoints()
        .limit(LONGEST_SHOWN + 1L)
        .forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
    if (text.codePointCount(0, text.length()) > LONGEST_SHOWN) {
      text.setLength(text.offsetByCodePoints(0, LONGEST_SHOWN));
      text.append('…');
    }
    return text.isEmpty() ? "\"\"" : text.toString();
  }

  private static int lineOf(Node node, int otherwise) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(otherwise);
  }
}
