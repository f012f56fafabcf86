package io.linecheck.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One command line that has run inside this JVM.
 *
 * @param code its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record CommandRun(int code, String out, String err) {
  static CommandRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    PrintWriter outWriter = new PrintWriter(out);
    PrintWriter errWriter = new PrintWriter(err);
    int code = Main.run(args, outWriter, errWriter, Map.of("NO_COLOR", "1"));
    outWriter.flush();
    errWriter.flush();
    return new CommandRun(code, out.toString(), err.toString());
  }

  static CommandRun of(List<String> args) {
    return of(args.toArray(new String[0]));
  }

  /** Its output as JSON. */
  JsonNode json() {
    try {
      return new ObjectMapper().readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + out + err, e);
    }
  }

  /** Codes of the target's findings, with this severity or any where it is empty. */
  List<String> codes(String severity) {
    List<String> codes = new ArrayList<>();
    json()
        .path("findings")
        .forEach(finding -> {
          if (severity.isEmpty() || severity.equals(finding.path("severity").asText())) {
            codes.add(finding.path("code").asText());
          }
        });
    return codes;
  }
}
