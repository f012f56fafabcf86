package io.linecheck.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Platform;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.TurnAccess;
import java.io.IOException;
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
import org.junit.jupiter.api.TestFactory;

/** Runs every golden case of {@code probes/} through the decision of its folder. */
class GoldenCasesTest {
  private static final Path PROBES = Path.of("probes");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModules(new Jdk8Module(), new JavaTimeModule())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(com.fasterxml.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  @TestFactory
  Stream<DynamicTest> everyCaseGivesItsFindings() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Decisions.Entry<?> entry : Decisions.all()) {
      Path folder = PROBES.resolve(entry.folder()).resolve("cases");
      List<Path> cases;
      try (Stream<Path> files = Files.list(folder)) {
        cases = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      }
      assertTrue(cases.size() >= 5, folder + " holds " + cases.size() + " cases");
      for (Path file : cases) {
        tests.add(
            DynamicTest.dynamicTest(
                entry.folder() + "/" + file.getFileName(), () -> run(entry, file)));
      }
    }
    return tests.stream();
  }

  private static void run(Decisions.Entry<?> entry, Path file) throws IOException {
    JsonNode read = JSON.readTree(file.toFile());
    Object seen = JSON.treeToValue(read.get("observation"), entry.observation());
    List<Fault> faults = entry.decide(subject(read), seen);
    String title = file + ": " + read.path("title").asText();
    List<String> expected = new ArrayList<>();
    read.get("expect")
        .forEach(
            one -> expected.add(one.path("code").asText() + " " + one.path("severity").asText()));
    assertEquals(
        expected,
        faults.stream()
            .map(fault ->
                fault.code().word() + " " + fault.severity().name().toLowerCase(Locale.ROOT))
            .toList(),
        title + " gave " + faults);
    for (int i = 0; i < faults.size(); i++) {
      String evidence = read.get("expect").get(i).path("evidence").asText();
      assertTrue(
          faults.get(i).evidence().contains(evidence),
          title + ": expected '" + evidence + "' in '" + faults.get(i).evidence() + "'");
    }
  }

  private static Subject subject(JsonNode read) {
    JsonNode given = read.get("service");
    List<String> paths = new ArrayList<>();
    given.path("paths").forEach(path -> paths.add(path.asText()));
    String kind = given.get("kind").asText();
    Service service =
        new Service(
            given.path("name").asText(kind),
            ServiceKind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_')),
            given.get("host").asText(),
            given.get("port").asInt(),
            paths,
            true);
    String platform = read.path("platform").asText("generic");
    Dialer dialer =
        new Dialer(
            "golden",
            service.host(),
            "vicidial",
            Stream.of(Platform.values())
                .filter(one -> one.word().equals(platform))
                .findFirst()
                .orElseThrow(),
            0,
            Map.of(),
            List.of(),
            Map.of(),
            Optional.empty(),
            List.of(service),
            Optional.empty(),
            new TurnAccess.None());
    return new Subject(
        dialer, service, Instant.parse(read.path("now").asText("2026-11-21T00:00:00Z")));
  }
}
