package io.linecheck.selftest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.OptionalDouble;

/** A report as JSON, for the store and for support. */
final class ReportJson {
  private ReportJson() {}

  /** What was understood of a report, and nothing else. */
  static ObjectNode body(AgentReport report) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("done", report.done());
    report.browser().name().ifPresent(name -> body.put("browser", name));
    report.browser().major().ifPresent(major -> body.put("browserMajor", major));
    report.browser().system().ifPresent(system -> body.put("system", system));
    report.network().ifPresent(network -> body.put("network", network));
    report.nat().ifPresent(nat -> body.put("nat", nat));
    report.phoneWorks().ifPresent(works -> body.put("phoneWorks", works));
    report.word().ifPresent(word -> body.put("word", word));
    number(body, "mos", report.quality().mos());
    number(body, "rttSeconds", report.quality().rttSeconds());
    number(body, "jitterSeconds", report.quality().jitterSeconds());
    number(body, "lossRatio", report.quality().lossRatio());
    ArrayNode tests = body.putArray("tests");
    for (AgentReport.TestResult test : report.tests()) {
      ObjectNode each = tests.addObject();
      each.put("test", test.test()).put("verdict", test.verdict()).put("evidence", test.evidence());
      each.put("seconds", test.seconds());
      ArrayNode codes = each.putArray("codes");
      test.codes().forEach(code -> codes.add(code.word()));
    }
    ArrayNode doors = body.putArray("doors");
    for (AgentReport.Door door : report.doors()) {
      doors
          .addObject()
          .put("kind", door.kind().word())
          .put("host", door.host())
          .put("port", door.port())
          .put("state", door.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    report
        .socket()
        .ifPresent(socket ->
            body.putObject("socket")
                .put("reached", socket.reached())
                .put("closeCode", socket.closeCode())
                .put("seconds", socket.seconds()));
    return body;
  }

  private static void number(ObjectNode body, String name, OptionalDouble value) {
    value.ifPresent(number -> body.put(name, number));
  }
}
