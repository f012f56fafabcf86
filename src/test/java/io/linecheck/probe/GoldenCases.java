package io.linecheck.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Platform;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.TurnAccess;
import io.linecheck.model.Upkeep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs the golden cases of {@code probes/<stage>/cases}: an observation as JSON, and the faults a
 * decision must make of it, all of them and in that order. A class with {@code @TestFactory}
 * methods returns these streams.
 */
public final class GoldenCases {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(
              new SimpleModule().addDeserializer(InetSocketAddress.class, new SocketAddress()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  /** {@code 203.0.113.10:3478} or {@code [2001:db8::1]:3478}; Jackson leaves it unresolved. */
  private static final class SocketAddress extends StdScalarDeserializer<InetSocketAddress> {
    private static final long serialVersionUID = 1;

    SocketAddress() {
      super(InetSocketAddress.class);
    }

    @Override
    public InetSocketAddress deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      String text = json.getText();
      int colon = text.lastIndexOf(':');
      String literal = text.substring(0, colon).replaceAll("[\\[\\]]", "");
      return new InetSocketAddress(
          InetAddress.getByName(literal), Integer.parseInt(text.substring(colon + 1)));
    }
  }

  private GoldenCases() {}

  /**
   * One test for each case of a folder.
   *
   * @param folder below {@code probes}: {@code stun}, or {@code turn/cases/relay} where a probe has
   *     several observations
   */
  public static <O> Stream<DynamicTest> of(
      String folder, Class<O> observation, Decision<O> decision) {
    List<Path> files = files(folder);
    assertTrue(!files.isEmpty(), () -> "no golden cases in probes/" + folder);
    return files.stream()
        .map(file ->
            DynamicTest.dynamicTest(
                file.getFileName().toString(), () -> run(file, observation, decision)));
  }

  private static <O> void run(Path file, Class<O> type, Decision<O> decision) throws IOException {
    JsonNode json = JSON.readTree(file.toFile());
    assertTrue(!json.path("title").asText().isBlank(), "a case has a title");
    O observation = JSON.treeToValue(json.get("observation"), type);
    List<Fault> faults = decision.decide(subject(json), observation);
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    json.get("expect")
        .forEach(e -> expected.add(e.get("code").asText() + " " + e.get("severity").asText()));
    faults.forEach(f -> actual.add(f.code().word() + " " + f.severity().word()));
    assertEquals(expected, actual, () -> json.get("title").asText() + ": " + faults);
    for (int i = 0; i < faults.size(); i++) {
      String part = json.get("expect").get(i).path("evidence").asText();
      String evidence = faults.get(i).evidence();
      assertTrue(evidence.contains(part), () -> "'" + part + "' is not in '" + evidence + "'");
    }
  }

  private static Subject subject(JsonNode json) {
    JsonNode door = json.get("service");
    List<String> paths = new ArrayList<>();
    door.path("paths").forEach(path -> paths.add(path.asText()));
    String kind = door.get("kind").asText();
    Service service =
        new Service(
            door.path("name").asText(kind),
            ServiceKind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_')),
            door.get("host").asText(),
            door.get("port").asInt(),
            paths,
            true);
    Platform platform =
        Platform.valueOf(json.path("platform").asText("vicidial").toUpperCase(Locale.ROOT));
    Dialer dialer =
        new Dialer(
            "golden",
            service.host(),
            "vicidial",
            platform,
            0,
            Map.of(),
            List.of(),
            Map.of(),
            Optional.empty(),
            List.of(service),
            Optional.empty(),
            new TurnAccess.None(),
            upkeep(json.path("upkeep")));
    Instant now = Instant.parse(json.path("now").asText("2026-11-21T00:00:00Z"));
    return new Subject(dialer, service, now);
  }

  private static Upkeep upkeep(JsonNode json) {
    return json.isMissingNode()
        ? Upkeep.UNKNOWN
        : new Upkeep(
            true,
            Upkeep.Renewer.valueOf(json.get("renewer").asText()),
            Optional.ofNullable(json.get("challenge")).map(JsonNode::asText),
            true,
            Optional.ofNullable(json.get("authority")).map(JsonNode::asText),
            List.of());
  }

  private static List<Path> files(String folder) {
    Path cases = Path.of("probes").resolve(folder);
    if (Files.isDirectory(cases.resolve("cases"))) {
      cases = cases.resolve("cases");
    }
    try (Stream<Path> found = Files.list(cases)) {
      return found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
