package io.linecheck.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Fault;
import io.linecheck.peer.TestAuthority;
import io.linecheck.peer.TestAuthority.Issued;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.Test;

/** The OCSP answer beside a chain, and the certificate that demands one. */
class StaplingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private static final String HOST = "pbx.example.com";
  private static final CertificateStatus GOOD = CertificateStatus.GOOD;

  private final TestAuthority authority = new TestAuthority(NOW);
  private final Issued plain = authority.leaf(HOST);
  private final Issued demanding = authority.leaf(HOST, TestAuthority.MUST_STAPLE);

  @Test
  void goodAnswerIsAcceptedWhereItIsDemandedAndWhereNot() {
    for (Issued leaf : List.of(plain, demanding)) {
      assertEquals("", codes(leaf, Optional.of(authority.ocspAnswer(leaf, GOOD, NOW))));
    }
  }

  @Test
  void demandedAnswerThatDoesNotComeIsRefused() {
    assertEquals("critical certificate-constraint-violated", codes(demanding, Optional.empty()));
    assertEquals("", codes(plain, Optional.empty()));
  }

  @Test
  void fileThatWasNeverServedLacksNoAnswer() {
    assertEquals("", words(verdict(demanding, HandshakeWitness.NONE)));
  }

  @Test
  void revokedIsToldWithItsDayHoweverOldTheAnswerIs() {
    Instant since = NOW.minus(Duration.ofDays(3));
    CertificateStatus revoked = new RevokedStatus(Date.from(since), 1);
    for (Instant from : List.of(NOW, NOW.minus(Duration.ofDays(30)))) {
      byte[] answer = authority.ocspAnswer(plain, revoked, from);
      Verdict verdict = verdict(plain, HandshakeWitness.of(Optional.of(answer)));
      assertEquals("critical certificate-revoked", words(verdict));
      assertTrue(verdict.faults().getFirst().evidence().contains("revoked since " + since));
      assertFalse(verdict.accepted());
    }
  }

  @Test
  void answerThatIsNotGoodIsAWarningUnlessOneIsDemanded() {
    Issued other = authority.leaf(HOST);
    String weak = "warning certificate-constraint-violated";
    String hard = "critical certificate-constraint-violated";
    for (Issued leaf : List.of(plain, demanding)) {
      String expected = leaf == plain ? weak : hard;
      Instant past = NOW.minus(Duration.ofDays(9));
      Instant future = NOW.plus(Duration.ofDays(2));
      for (byte[] answer :
          List.of(
              authority.ocspAnswer(leaf, GOOD, past),
              authority.ocspAnswer(leaf, GOOD, future),
              authority.ocspAnswer(other, GOOD, NOW),
              authority.ocspAnswer(leaf, new UnknownStatus(), NOW),
              authority.forgedOcspAnswer(leaf),
              new byte[] {0x30, 0x03, 0x0a, 0x01, 0x03},
              new byte[] {1, 2, 3})) {
        assertEquals(expected, codes(leaf, Optional.of(answer)));
      }
    }
  }

  @Test
  void answerThatEndedADayAgoIsStillTakenAsClocksDiffer() {
    byte[] answer = authority.ocspAnswer(plain, GOOD, NOW.minus(Duration.ofHours(7 * 24 + 20)));
    assertEquals("", codes(plain, Optional.of(answer)));
  }

  @Test
  void mutatedAnswerNeverThrowsAndNeverRevokes() {
    byte[] sound = authority.ocspAnswer(plain, GOOD, NOW);
    Random random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      byte[] odd = sound.clone();
      for (int j = 0; j <= random.nextInt(3); j++) {
        odd[random.nextInt(odd.length)] = (byte) random.nextInt(256);
      }
      assertFalse(codes(plain, Optional.of(odd)).contains("revoked"));
    }
  }

  private String codes(Issued leaf, Optional<byte[]> stapled) {
    return words(verdict(leaf, HandshakeWitness.of(stapled)));
  }

  private static String words(Verdict verdict) {
    return String.join(
        " ",
        verdict.faults().stream()
            .map((Fault fault) -> fault.severity().word() + " " + fault.code().word())
            .toList());
  }

  private Verdict verdict(Issued leaf, HandshakeWitness witness) {
    try {
      Certificate root = (Certificate) Certificate.read(authority.root().getEncoded());
      return BrowserVerdict.judge(
          List.of(leaf.certificate().getEncoded(), authority.intermediate().getEncoded()),
          Question.of(HOST, NOW, TrustStore.of(List.of(root))).withWitness(witness));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
