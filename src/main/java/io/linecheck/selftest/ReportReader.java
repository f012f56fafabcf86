package io.linecheck.selftest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.HostAndPort;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServiceKind;
import io.linecheck.selftest.AgentReport.Browser;
import io.linecheck.selftest.AgentReport.Door;
import io.linecheck.selftest.AgentReport.Quality;
import io.linecheck.selftest.AgentReport.Socket;
import io.linecheck.selftest.AgentReport.TestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads a report that anybody with a link may have written. Every text, number and list has a
 * bound; what is not known is left out rather than kept. Pure.
 */
public final class ReportReader {
  private static final int TESTS = 12;
  private static final int CODES = 12;
  private static final int DOORS = 24;
  private static final Set<String> VERDICTS =
      Set.of("ok", "warning", "failed", "skipped", "cancelled", "timeout");
  private static final Set<String> TEST_NAMES =
      Set.of(
          "browser",
          "microphone",
          "speaker",
          "websocket",
          "register",
          "network",
          "quality",
          "echo",
          "awake");
  private static final Set<String> NATS = Set.of("open", "symmetric", "carrier-grade", "unknown");

  /** Sound, or one sentence about what is not. */
  public sealed interface Result {
    /** A report that can be stored. */
    record Sound(AgentReport report) implements Result {}

    /** What is wrong: where, what was expected. */
    record Unsound(String sentence) implements Result {}
  }

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /** Reads one. */
  public Result read(JsonNode body) {
    try {
      return new Result.Sound(report(body));
    } catch (Refused refused) {
      return new Result.Unsound(String.valueOf(refused.getMessage()));
    }
  }

  private static AgentReport report(JsonNode body) {
    if (!body.isObject()) {
      throw new Refused("a report is a JSON object");
    }
    String run = text(body, "run", 64).orElse("");
    if (!run.matches("[A-Za-z0-9-]{16,64}")) {
      throw new Refused("run must be an id of 16 to 64 letters, digits and dashes");
    }
    String kind = text(body, "kind", 16).orElse("self-test");
    if (!kind.equals("self-test") && !kind.equals("complaint")) {
      throw new Refused("kind must be self-test or complaint, not '" + kind + "'");
    }
    Optional<String> nat = text(body, "nat", 16);
    if (nat.isPresent() && !NATS.contains(nat.get())) {
      throw new Refused("nat must be one of open, symmetric, carrier-grade, unknown");
    }
    AgentReport unsealed =
        new AgentReport(
            run,
            kind.equals("complaint") ? AgentReport.Kind.COMPLAINT : AgentReport.Kind.SELF_TEST,
            whole(body, "sequence", 0, 100_000).orElse(0),
            body.path("done").asBoolean(false),
            browser(body.path("browser")),
            text(body, "network", 40),
            nat,
            tests(body.path("tests")),
            socket(body.path("socket")),
            doors(body.path("doors")),
            quality(body.path("quality")),
            truth(body, "phoneWorks"),
            text(body, "word", 40).map(String::strip).filter(word -> !word.isEmpty()),
            JsonNodeFactory.instance.objectNode());
    return sealed(unsealed);
  }

  /** The report with its own body: only what was read goes into the store. */
  private static AgentReport sealed(AgentReport read) {
    ObjectNode body = ReportJson.body(read);
    return new AgentReport(
        read.run(),
        read.kind(),
        read.sequence(),
        read.done(),
        read.browser(),
        read.network(),
        read.nat(),
        read.tests(),
        read.socket(),
        read.doors(),
        read.quality(),
        read.phoneWorks(),
        read.word(),
        body);
  }

  private static Browser browser(JsonNode node) {
    return new Browser(
        text(node, "name", 40), whole(node, "major", 0, 100_000), text(node, "system", 40));
  }

  private static List<TestResult> tests(JsonNode node) {
    List<TestResult> tests = new ArrayList<>();
    for (JsonNode each : list(node, "tests", TESTS)) {
      String name = text(each, "test", 16).orElse("");
      String verdict = text(each, "verdict", 16).orElse("");
      if (!TEST_NAMES.contains(name) || !VERDICTS.contains(verdict)) {
        throw new Refused(
            "tests["
                + tests.size()
                + "] must have a test of "
                + TEST_NAMES.stream().sorted().toList()
                + " and a verdict of "
                + VERDICTS.stream().sorted().toList());
      }
      tests.add(
          new TestResult(
              name,
              verdict,
              codes(each.path("codes")),
              text(each, "evidence", 400).orElse(""),
              number(each, "seconds", 0, 86_400).orElse(0)));
    }
    return tests;
  }

  private static List<FindingCode> codes(JsonNode node) {
    List<FindingCode> codes = new ArrayList<>();
    for (JsonNode each : list(node, "codes", CODES)) {
      FindingCode code =
          FindingCode.find(each.asText())
              .filter(ShortCode.REPORTED::contains)
              .orElseThrow(() -> new Refused("codes may hold agent findings only"));
      if (!codes.contains(code)) {
        codes.add(code);
      }
    }
    return codes;
  }

  private static Optional<Socket> socket(JsonNode node) {
    if (!node.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new Socket(
            node.path("reached").asBoolean(false),
            whole(node, "closeCode", 0, 65_535).orElse(0),
            number(node, "seconds", 0, 3600).orElse(0),
            truth(node, "controlReached")));
  }

  private static List<Door> doors(JsonNode node) {
    List<Door> doors = new ArrayList<>();
    for (JsonNode each : list(node, "doors", DOORS)) {
      String host = text(each, "host", 253).orElse("");
      if (HostAndPort.host(host).isEmpty()) {
        throw new Refused("doors[" + doors.size() + "].host must be a host name or address");
      }
      doors.add(
          new Door(
              kind(text(each, "kind", 16).orElse("")),
              host,
              whole(each, "port", 1, 65_535)
                  .orElseThrow(() -> new Refused("a door's port must be from 1 to 65535")),
              state(text(each, "state", 16).orElse(""))));
    }
    return doors;
  }

  private static ServiceKind kind(String word) {
    return switch (word) {
      case "stun" -> ServiceKind.STUN;
      case "turn-udp" -> ServiceKind.TURN_UDP;
      case "turn-tcp" -> ServiceKind.TURN_TCP;
      case "turn-tls" -> ServiceKind.TURN_TLS;
      default -> throw new Refused("a door's kind must be stun, turn-udp, turn-tcp or turn-tls");
    };
  }

  private static Door.State state(String word) {
    for (Door.State each : Door.State.values()) {
      if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
        return each;
      }
    }
    throw new Refused("a door's state must be reached, silent, refused or carries-nothing");
  }

  private static Quality quality(JsonNode node) {
    return new Quality(
        number(node, "mos", 1, 5),
        number(node, "rttSeconds", 0, 60),
        number(node, "jitterSeconds", 0, 60),
        number(node, "lossRatio", 0, 1));
  }

  private static Iterable<JsonNode> list(JsonNode node, String name, int most) {
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    if (!node.isArray() || node.size() > most) {
      throw new Refused(name + " must be a list of at most " + most);
    }
    return node;
  }

  private static Optional<String> text(JsonNode node, String name, int longest) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.asText().length() > longest) {
      throw new Refused(name + " must be a text of at most " + longest + " characters");
    }
    return Optional.of(value.asText().replaceAll("\\p{Cntrl}", " "));
  }

  private static Optional<Boolean> truth(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isBoolean() ? Optional.of(value.asBoolean()) : Optional.empty();
  }

  private static OptionalInt whole(JsonNode node, String name, int least, int most) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalInt.empty();
    }
    if (!value.isIntegralNumber() || value.asLong() < least || value.asLong() > most) {
      throw new Refused(name + " must be a whole number from " + least + " to " + most);
    }
    return OptionalInt.of(value.asInt());
  }

  private static OptionalDouble number(JsonNode node, String name, double least, double most) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !(value.asDouble() >= least && value.asDouble() <= most)) {
      throw new Refused(name + " must be a number from " + (long) least + " to " + (long) most);
    }
    return OptionalDouble.of(value.asDouble());
  }
}
