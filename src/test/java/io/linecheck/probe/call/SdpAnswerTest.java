package io.linecheck.probe.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SdpAnswerTest {
  private static final String ANSWER =
      """
      v=0\r
      o=- 1 1 IN IP4 203.0.113.10\r
      s=Asterisk\r
      c=IN IP4 203.0.113.10\r
      t=0 0\r
      a=fingerprint:sha-256 AB:CD\r
      m=video 0 UDP/TLS/RTP/SAVPF 96\r
      a=rtcp-mux\r
      m=audio 12002 UDP/TLS/RTP/SAVPF 0 111 101\r
      a=rtpmap:111 opus/48000/2\r
      a=ice-ufrag:u\r
      a=ice-pwd:p\r
      a=candidate:H1 1 UDP 2130706431 203.0.113.10 12002 typ host\r
      a=candidate:H1 2 UDP 2130706430 203.0.113.10 12003 typ host\r
      a=candidate:T1 1 TCP 1 203.0.113.10 9 typ host tcptype active\r
      a=candidate:M1 1 udp 1 5e1c.local 9 typ host\r
      a=setup:active\r
      a=sendonly\r
      """;

  @Test
  void audioLineTakesWhatTheSessionSays() {
    SdpAnswer answer = SdpAnswer.read(ANSWER);
    assertEquals(12002, answer.port());
    assertEquals("203.0.113.10", answer.connection());
    assertEquals("sha-256 AB:CD", answer.fingerprint());
    assertEquals("active", answer.setup());
    assertEquals("sendonly", answer.direction());
    assertEquals(List.of("0 PCMU/8000", "111 opus/48000/2", "101 "), answer.codecs());
  }

  @Test
  void onlyUdpCandidatesOfTheFirstComponentWithAnAddressAreKept() {
    assertEquals(1, SdpAnswer.read(ANSWER).candidates().size());
    assertEquals(12002, SdpAnswer.read(ANSWER).candidates().getFirst().port());
  }

  @Test
  void attributesOfAnotherLineAreNotOurs() {
    assertTrue(!SdpAnswer.read(ANSWER).rtcpMux(), "rtcp-mux belongs to the video line");
  }

  @Test
  void mutatedAnswersNeverThrow() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = ANSWER.getBytes(StandardCharsets.ISO_8859_1);
      for (int change = random.nextInt(6); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      SdpAnswer answer = SdpAnswer.read(new String(bytes, StandardCharsets.ISO_8859_1));
      assertTrue(answer.candidates().size() <= 30);
      OfferDecision.codec(answer);
    }
  }
}
