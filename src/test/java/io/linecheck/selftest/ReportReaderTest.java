package io.linecheck.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linecheck.model.FindingCode;
import io.linecheck.selftest.ReportReader.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportReaderTest {
  private static final String RUN = "\"run\": \"0123456789abcdef\"";
  private final ObjectMapper mapper = new ObjectMapper();

  private Result read(String json) throws JsonProcessingException {
    return new ReportReader().read(mapper.readTree(json));
  }

  private AgentReport sound(String json) throws JsonProcessingException {
    return assertInstanceOf(Result.Sound.class, read(json)).report();
  }

  @Test
  void aWholeReportIsRead() throws JsonProcessingException {
    AgentReport report =
        sound(
            "{"
                + RUN
                + ", \"sequence\": 3, \"done\": true, \"network\": \"wifi\", \"nat\": \"symmetric\","
                + " \"browser\": {\"name\": \"Chrome\", \"major\": 156, \"system\": \"Windows\"},"
                + " \"tests\": [{\"test\": \"microphone\", \"verdict\": \"failed\", \"codes\":"
                + " [\"agent-microphone-busy\"], \"evidence\": \"NotReadableError\", \"seconds\": 0.2}],"
                + " \"socket\": {\"reached\": false, \"closeCode\": 1006, \"seconds\": 0.4, \"controlReached\": true},"
                + " \"doors\": [{\"kind\": \"turn-tls\", \"host\": \"turn.example.com\", \"port\": 443, \"state\": \"reached\"}],"
                + " \"quality\": {\"mos\": 4.2, \"rttSeconds\": 0.08, \"lossRatio\": 0.0}}");
    assertEquals(List.of(FindingCode.AGENT_MICROPHONE_BUSY), report.tests().getFirst().codes());
    assertEquals(AgentReport.Door.State.REACHED, report.doors().getFirst().state());
    assertEquals(4.2, report.quality().mos().getAsDouble());
    assertTrue(report.body().toString().contains("NotReadableError"));
  }

  @Test
  void whatIsNotAskedForIsNotKept() throws JsonProcessingException {
    AgentReport report = sound("{" + RUN + ", \"password\": \"hunter2\", \"audio\": \"UklGR\"}");
    assertFalse(report.body().toString().contains("hunter2"));
    assertFalse(report.body().toString().contains("UklGR"));
  }

  @Test
  void everyBoundIsHeld() throws JsonProcessingException {
    String tests = ("{\"test\": \"echo\", \"verdict\": \"ok\"},").repeat(13);
    for (String bad :
        List.of(
            "[]",
            "7",
            "{}",
            "{\"run\": \"short\"}",
            "{\"run\": \"'; DROP TABLE agent_report; --\"}",
            "{" + RUN + ", \"kind\": \"gift\"}",
            "{" + RUN + ", \"nat\": \"friendly\"}",
            "{" + RUN + ", \"sequence\": -1}",
            "{" + RUN + ", \"sequence\": 1e9}",
            "{" + RUN + ", \"word\": \"" + "x".repeat(41) + "\"}",
            "{" + RUN + ", \"network\": {\"a\": 1}}",
            "{" + RUN + ", \"tests\": [" + tests.substring(0, tests.length() - 1) + "]}",
            "{" + RUN + ", \"tests\": [{\"test\": \"echo\", \"verdict\": \"splendid\"}]}",
            "{"
                + RUN
                + ", \"tests\": [{\"test\": \"echo\", \"verdict\": \"ok\", \"codes\": [\"port-refused\"]}]}",
            "{"
                + RUN
                + ", \"doors\": [{\"kind\": \"stun\", \"host\": \"a b\", \"port\": 1, \"state\": \"silent\"}]}",
            "{"
                + RUN
                + ", \"doors\": [{\"kind\": \"stun\", \"host\": \"a\", \"port\": 70000, \"state\": \"silent\"}]}",
            "{" + RUN + ", \"quality\": {\"mos\": 99}}",
            "{" + RUN + ", \"quality\": {\"lossRatio\": \"NaN\"}}")) {
      assertInstanceOf(Result.Unsound.class, read(bad), bad);
    }
  }

  @Test
  void aCodeReadOutSaysWhatWasFound() {
    List<FindingCode> codes =
        List.of(FindingCode.AGENT_MICROPHONE_SILENT, FindingCode.AGENT_ON_BATTERY);
    String code = ShortCode.of(Outcome.READY_WITH_WARNINGS, codes, "0123456789abcdef");
    assertTrue(code.matches("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}"), code);
    ShortCode.Meaning meaning =
        ShortCode.read(" " + code.toLowerCase(java.util.Locale.ROOT)).orElseThrow();
    assertEquals(new ShortCode.Meaning(Outcome.READY_WITH_WARNINGS, codes), meaning);
    // The page makes the same code by itself: dashboards/test/agent.test.ts has this line too.
    assertEquals("8100-042A", code);
    assertTrue(ShortCode.read("ABC").isEmpty());
  }
}
