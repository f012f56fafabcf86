package io.linecheck.config.shape;

import io.linecheck.config.shape.Key.Presence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A shape as a commented YAML file that holds every key once. */
public final class ReferenceText {
  private static final int WIDTH = 100;

  private final StringBuilder text = new StringBuilder();

  private ReferenceText() {}

  /** The file, with a comment before it. */
  public static String of(Mapping<?> shape, String heading) {
    ReferenceText reference = new ReferenceText();
    reference.comment(heading, "");
    for (Key<?> key : shape.keys()) {
      reference.text.append('\n');
      reference.key(key, "");
    }
    return reference.text.toString();
  }

  private void key(Key<?> key, String indent) {
    comment(key.about() + presence(key), indent);
    String start = indent + (key.presence() == Presence.ALTERNATIVE ? "# " : "") + key.name() + ":";
    boolean bare = key.sample().equals("{}") || key.sample().equals("[]");
    List<String> nested = bare ? nested(key.shape(), indent + "  ") : List.of();
    text.append(start);
    if (nested.isEmpty()) {
      text.append(' ').append(key.sample());
    }
    text.append('\n');
    nested.forEach(text::append);
  }

  private static List<String> nested(Shape<?> shape, String indent) {
    return switch (shape) {
      case Mapping<?> mapping -> List.of(keys(mapping, indent));
      case Listing<?> listing ->
          nested(listing.item(), indent + "  ").stream().map(item -> dashed(item, indent)).toList();
      case Dictionary<?> dictionary -> entries(dictionary, indent);
      case Either<?> either -> nested(either.full(), indent);
      case Mapped<?, ?> mapped -> nested(mapped.shape(), indent);
      case Tagged<?> tagged ->
          tagged.variants().values().stream().map(variant -> keys(variant, indent)).toList();
      case Scalar<?> _ -> List.of();
    };
  }

  private static List<String> entries(Dictionary<?> dictionary, String indent) {
    Map<String, String> entries = new LinkedHashMap<>();
    if (dictionary.value() instanceof Tagged<?> tagged) {
      tagged.variants().forEach((word, variant) -> entries.put(word, keys(variant, indent + "  ")));
    } else if (dictionary.value() instanceof Mapping<?> mapping) {
      entries.put(dictionary.example(), keys(mapping, indent + "  "));
    }
    List<String> texts = new ArrayList<>();
    entries.forEach((name, body) -> texts.add(indent + name + ":\n" + body));
    return texts;
  }

  private static String keys(Mapping<?> mapping, String indent) {
    ReferenceText inner = new ReferenceText();
    mapping.keys().forEach(key -> inner.key(key, indent));
    return inner.text.toString();
  }

  /** Puts a dash before the first line of an item that is no comment. */
  private static String dashed(String item, String indent) {
    StringBuilder out = new StringBuilder();
    boolean begun = false;
    for (String line : item.lines().toList()) {
      if (!begun && !line.strip().startsWith("#")) {
        out.append(indent).append("- ").append(line.strip());
        begun = true;
      } else {
        out.append(line);
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static String presence(Key<?> key) {
    return switch (key.presence()) {
      case REQUIRED -> " Required.";
      case OPTIONAL -> " No default.";
      case ALTERNATIVE -> " Instead of another.";
      case DEFAULTED -> isEmpty(key.assumed()) ? emptyDefault(key) : " Default: " + written(key);
    };
  }

  private static String emptyDefault(Key<?> key) {
    return key.assumed() instanceof SequenceNode || !key.sample().equals("{}") || hasNames(key)
        ? " Default: none."
        : "";
  }

  private static boolean hasNames(Key<?> key) {
    return key.shape() instanceof Dictionary<?>;
  }

  private static String written(Key<?> key) {
    return (key.assumed() instanceof ScalarNode scalar ? scalar.getValue() : key.sample()) + ".";
  }

  private static boolean isEmpty(Node node) {
    return switch (node) {
      case MappingNode mapping -> mapping.getValue().isEmpty();
      case SequenceNode sequence -> sequence.getValue().isEmpty();
      default -> false;
    };
  }

  private void comment(String words, String indent) {
    StringBuilder line = new StringBuilder();
    for (String word : words.split(" ", -1)) {
      if (!line.isEmpty() && indent.length() + 2 + line.length() + 1 + word.length() > WIDTH) {
        text.append(indent).append("# ").append(line).append('\n');
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    text.append(indent).append("# ").append(line).append('\n');
  }
}
