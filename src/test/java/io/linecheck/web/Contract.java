package io.linecheck.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The API's description as a judge of answers (JSON Schema 2020-12, formats asserted). */
public final class Contract {
  private final JsonNode description;
  private final ObjectMapper mapper = new ObjectMapper();

  public Contract() {
    try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
      description =
          mapper.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What an answer breaks of a named schema; empty when it is sound. */
  public Set<String> broken(String schema, JsonNode answer) {
    ObjectNode document = mapper.createObjectNode();
    document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    document.put("$ref", "#/components/schemas/" + schema);
    document.set("components", description.path("components"));
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(document, config)
        .validate(answer)
        .stream()
        .map(Object::toString)
        .collect(Collectors.toSet());
  }

  /** Every method and path of the description, as {@code GET /api/v1/wall}. */
  public List<String> operations() {
    return description.path("paths").properties().stream()
        .flatMap(path ->
            path.getValue().properties().stream()
                .map(method ->
                    method.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey()))
        .toList();
  }
}
