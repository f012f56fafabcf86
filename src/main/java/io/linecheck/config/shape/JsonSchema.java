package io.linecheck.config.shape;

import java.util.LinkedHashMap;
import java.util.Map;

/** A shape as a JSON Schema document, draft 2020-12. */
public final class JsonSchema {
  private JsonSchema() {}

  /** The document, as plain maps and lists. */
  public static Map<String, Object> document(String title, Shape<?> shape) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    document.put("title", title);
    document.putAll(shape.schema());
    return document;
  }
}
