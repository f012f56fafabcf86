package io.linecheck.config.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** YAML 1.2 text to nodes that know their lines; hostile text ends in a problem. */
public final class YamlText {
  private static final int MOST_CODE_POINTS = 16 * 1024 * 1024;
  private static final long MOST_VALUES = 2_000_000;
  private static final int DEEPEST = 100;
  private static final long ENDLESS = 1L << 60;

  private YamlText() {}

  /** The one document of a text; empty when it is not YAML, which is then in the reading. */
  public static Optional<Node> parse(String text, Reading reading) {
    try {
      Iterator<Node> documents = new Compose(settings()).composeAllFromString(text).iterator();
      if (!documents.hasNext()) {
        return refuse(reading, 1, "the file is empty");
      }
      Node first = documents.next();
      if (documents.hasNext()) {
        int line = documents.next().getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        return refuse(reading, line, "a second document begins here; only one is read");
      }
      long values = expanded(first, new IdentityHashMap<>(), 0);
      if (values >= ENDLESS) {
        return refuse(
            reading, 1, "nested more than " + DEEPEST + " levels deep, or a value holds itself");
      }
      if (values > MOST_VALUES) {
        return refuse(reading, 1, "more than " + MOST_VALUES + " values once aliases are followed");
      }
      return Optional.of(first);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      return refuse(reading, line, "not YAML: " + oneLine(e.getProblem()));
    } catch (YamlEngineException e) {
      return refuse(reading, 1, "not YAML: " + oneLine(e.getMessage()));
    } catch (StackOverflowError e) {
      return refuse(reading, 1, "not YAML: nested too deep");
    }
  }

  static Node sample(String yaml) {
    return new Compose(settings())
        .composeString(yaml)
        .orElseThrow(() -> new IllegalArgumentException("an empty sample"));
  }

  /** A node as plain maps, lists, numbers, truth values and texts. */
  public static Object plain(Node node) {
    return switch (node) {
      case MappingNode mapping -> {
        Map<String, Object> map = new LinkedHashMap<>();
        mapping
            .getValue()
            .forEach(tuple ->
                map.put(((ScalarNode) tuple.getKeyNode()).getValue(), plain(tuple.getValueNode())));
        yield map;
      }
      case SequenceNode sequence -> {
        List<Object> list = new ArrayList<>();
        sequence.getValue().forEach(item -> list.add(plain(item)));
        yield list;
      }
      case ScalarNode scalar when Tag.INT.equals(scalar.getTag()) ->
          Long.valueOf(scalar.getValue());
      case ScalarNode scalar when Tag.BOOL.equals(scalar.getTag()) ->
          Boolean.valueOf(scalar.getValue());
      case ScalarNode scalar when Tag.FLOAT.equals(scalar.getTag()) ->
          Double.valueOf(scalar.getValue());
      case ScalarNode scalar -> scalar.getValue();
      default -> throw new IllegalArgumentException("an alias in a sample");
    };
  }

  private static LoadSettings settings() {
    return LoadSettings.builder()
        .setCodePointLimit(MOST_CODE_POINTS)
        .setMaxAliasesForCollections(1000)
        .setDefaultMap(HashMap::new)
        .setUseMarks(true)
        .build();
  }

  /**
   * How many values there are once aliases are followed; a value inside itself counts as endless.
   */
  private static long expanded(Node node, Map<Node, Long> known, int depth) {
    Long before = known.get(node);
    if (before != null) {
      return before;
    }
    if (depth > DEEPEST) {
      return ENDLESS;
    }
    known.put(node, ENDLESS);
    long count = 1;
    switch (node) {
      case MappingNode mapping -> {
        for (var tuple : mapping.getValue()) {
          count += expanded(tuple.getKeyNode(), known, depth + 1);
          count += expanded(tuple.getValueNode(), known, depth + 1);
          count = Math.min(count, ENDLESS);
        }
      }
      case SequenceNode sequence -> {
        for (Node item : sequence.getValue()) {
          count = Math.min(count + expanded(item, known, depth + 1), ENDLESS);
        }
      }
      default -> {}
    }
    known.put(node, count);
    return count;
  }

  private static Optional<Node> refuse(Reading reading, int line, String rule) {
    reading.add(new Problem(reading.file(), line, "", "", rule, Optional.empty()));
    return Optional.empty();
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "unreadable" : text.lines().findFirst().orElse("unreadable");
  }
}
