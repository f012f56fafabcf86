package io.linecheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(out), new PrintWriter(err), Map.of("SECRET", "x"));
  }

  @Test
  void soundFileIsSaidToBeSound() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("a.yaml"),
            "dialers: [{id: a, host: h, turn: {secret: {env: SECRET}}}]\n");
    assertEquals(0, run("config", "check", file.toString()));
    assertEquals(file + ": no problem; 1 dialer, 0 gateways, 0 channels\n", out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void everyProblemIsALineAndTheExitCodeIsOne() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("b.yaml"), "dialers: [{id: a, hots: h}]\nstorage: mysql://x\n");
    assertEquals(1, run("config", "check", file.toString()));
    assertEquals(
        file
            + ":1: dialers[0].host: is missing: The name agents use.\n"
            + file
            + ":1: dialers[0].hots: h: unknown key (did you mean 'host'?)\n"
            + file
            + ":2: storage: mysql://x: must be sqlite:FILE or postgresql://HOST[:PORT]/DATABASE\n",
        out.toString());
  }

  @Test
  void missingFileIsAProblemToo() {
    Path file = folder.resolve("gone.yaml");
    assertEquals(1, run("config", "check", file.toString()));
    assertEquals(file + ":1: there is no such file\n", out.toString());
  }

  @Test
  void schemaDescribesEveryKey() throws Exception {
    assertEquals(0, run("config", "schema"));
    JsonNode schema = new ObjectMapper().readTree(out.toString());
    assertEquals("https://json-schema.org/draft/2020-12/schema", schema.path("$schema").asText());
    assertEquals("object", schema.path("type").asText());
    assertEquals(
        65535,
        schema
            .at("/properties/dialers/items/properties/services/additionalProperties/anyOf/1")
            .at("/properties/port/maximum")
            .asInt());
    assertEquals("30s", schema.at("/properties/defaults/properties/interval/default").asText());
    assertEquals("[\"id\",\"host\"]", schema.at("/properties/dialers/items/required").toString());
    assertEquals(7, schema.at("/properties/dns/additionalProperties/oneOf").size());
  }

  @Test
  void tokensAndLinksAreMadeWithoutTheSecretsOfOtherThings() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            dialers: [{id: a, host: h, turn: {secret: {env: NOT_SET}}}]
            webhooks: [{name: w, url: "https://w.example/", secret: {file: not-there}}]
            """);
    String config = "--config=" + file;
    assertEquals(0, run("token", "create", "wall", "--role", "kiosk", config), err::toString);
    assertEquals(0, run("agent-link", "a", "--agent", "7", config), err::toString);
    assertTrue(out.toString().contains("/agent/a#token="), out::toString);
    assertEquals(1, run("config", "check", file.toString()));
    assertTrue(out.toString().contains("dialers[0].turn.secret.env: NOT_SET"), out::toString);
    assertTrue(out.toString().contains("webhooks[0].secret.file: not-there"), out::toString);
  }

  @Test
  void aCheckNeedsTheSecretsOfDialersAndNotThoseOfChannels() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("d.yaml"),
            """
            dialers: [{id: a, host: h, turn: {secret: {env: NOT_SET}}}]
            webhooks: [{name: w, url: "https://w.example/", secret: {env: NOT_SET_EITHER}}]
            """);
    assertEquals(3, run("check", "a", "--config=" + file));
    assertEquals(
        "linecheck: the configuration cannot be used:\n"
            + file
            + ":1: dialers[0].turn.secret.env: NOT_SET: this environment variable is not set\n",
        err.toString());
  }
}
