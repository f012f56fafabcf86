package io.linecheck.probe.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gov.nist.javax.sip.message.SIPRequest;
import io.linecheck.model.Secret;
import io.linecheck.probe.sip.SipReader.Parsed;
import io.linecheck.probe.sip.SipWriter.Dialogue;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SipReaderTest {
  private static final String ANSWER =
      """
      SIP/2.0 401 Unauthorized
      Via: SIP/2.0/WSS x.invalid;branch=z9hG4bK1;rport=1;received=127.0.0.1
      Call-ID: 1
      From: <sip:7999@localhost>;tag=a
      To: <sip:7999@localhost>;tag=b
      CSeq: 1 REGISTER
      WWW-Authenticate: Digest realm="asterisk",nonce="1795227323/72d120851d9ec1edd0118ba7e348524d",opaque="3a43efd637e61898",algorithm=MD5,qop="auth"
      Server: Asterisk PBX 22.10.1
      Content-Length:  0

      """
          .replace("\n", "\r\n");

  private final SipReader reader = new SipReader();

  @Test
  void readsTheChallengeOfAsterisk() {
    Parsed.Response parsed = assertInstanceOf(Parsed.Response.class, reader.read(ANSWER));
    SipAnswer answer = new AnswerReader().read(parsed.message(), ANSWER);
    Challenge challenge = answer.challenges().getFirst();
    assertEquals("asterisk", challenge.realm());
    assertEquals("auth", challenge.qop());
    assertEquals("3a43efd637e61898", challenge.opaque());
    assertEquals("Asterisk PBX 22.10.1", answer.product());
    assertEquals(SipDriver.CHAN_PJSIP, SipDriver.of(Optional.of(challenge), answer.product()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Via", "Call-ID", "From", "To", "CSeq"})
  void aMissingMandatoryHeaderIsBroken(String header) {
    assertInstanceOf(
        Parsed.Broken.class, reader.read(ANSWER.replaceAll(header + ": [^\r]*\r\n", "")));
  }

  @Test
  void theContactOfAllContactsIsNoBinding() {
    String text =
        ANSWER.replace("401 Unauthorized", "200 OK").replace("Server:", "Contact: *\r\nServer:");
    Parsed.Response parsed = assertInstanceOf(Parsed.Response.class, reader.read(text));
    assertEquals(List.of(), new AnswerReader().read(parsed.message(), text).bindings());
  }

  @Test
  void quotesOfTheServerGoBackAsTheyCame() {
    String nonce = "a\\\"b\\\\c";
    String text =
        ANSWER.replaceFirst(
            "nonce=\"[^\"]*\"", Matcher.quoteReplacement("nonce=\"" + nonce + "\""));
    Parsed.Response parsed = assertInstanceOf(Parsed.Response.class, reader.read(text));
    Challenge challenge = new AnswerReader().read(parsed.message(), text).challenges().getFirst();
    assertEquals(nonce, challenge.nonce());
    String header =
        DigestAnswer.to(
                challenge,
                new DigestAnswer.Credentials("79\"99", new Secret("s3cret")),
                "REGISTER",
                "sip:localhost",
                1,
                "c")
            .header();
    assertTrue(header.contains(",nonce=\"" + nonce + "\","), header);
    assertTrue(header.contains("username=\"79\\\"99\","), header);
  }

  @Test
  void mutatedAnswersAreValuesNotExceptions() {
    Random random = new Random(7118);
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder(ANSWER);
      for (int n = random.nextInt(1, 6); n > 0; n--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(0, 300));
          case 1 -> text.setLength(Math.max(1, at));
          default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
        }
      }
      Parsed parsed = reader.read(text.toString());
      if (parsed instanceof Parsed.Response(var message)) {
        assertNotNull(new AnswerReader().read(message, text.toString()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dialer1.example.com",
        "127.0.0.1",
        "::1",
        "dialer_1.example.com",
        "localhost",
        "xn--bcher-kva.example",
        "DIALER",
        "1and1.example"
      })
  void requestsOfEveryKindOfHostParse(String host) {
    SipWriter writer = new SipWriter(host, new Random(1));
    Dialogue dialogue = writer.dialogue("79 99@odd\"");
    for (SIPRequest request :
        new SIPRequest[] {
          writer.options(dialogue, 1, Optional.of("9196")),
          writer.query(dialogue, 2),
          writer.register(dialogue, 3, 60)
        }) {
      assertInstanceOf(Parsed.Request.class, reader.read(request.encode()), request.encode());
    }
  }
}
