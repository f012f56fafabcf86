package io.linecheck.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.linecheck.model.Secret;
import io.linecheck.selftest.LinkSigner.Reading;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LinkSignerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
  private static final AgentLink LINK =
      new AgentLink("manila-1", "1001", NOW.plus(Duration.ofHours(12)));
  private final LinkSigner signer =
      new LinkSigner(new Secret("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));

  @Test
  void aSignedLinkIsReadBack() {
    assertEquals(new Reading.Valid(LINK), signer.read(signer.sign(LINK), NOW));
  }

  @Test
  void anOldLinkIsExpiredNotForged() {
    Instant later = NOW.plus(Duration.ofHours(12));
    assertEquals(new Reading.Expired(LINK), signer.read(signer.sign(LINK), later));
  }

  @Test
  void noChangedCharacterIsAccepted() {
    String token = signer.sign(LINK);
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'x' ? 'y' : 'x';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertInstanceOf(Reading.Forged.class, signer.read(changed, NOW), changed);
    }
  }

  @Test
  void whatIsNoTokenIsForged() {
    for (String text :
        new String[] {"", ".", "lca1", "lca1.", "lca1..", "a.b.c", "x".repeat(9999)}) {
      assertInstanceOf(Reading.Forged.class, signer.read(text, NOW), text);
    }
  }

  @Test
  void anotherKeyReadsNothing() {
    LinkSigner other = new LinkSigner(new Secret("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    assertInstanceOf(Reading.Forged.class, other.read(signer.sign(LINK), NOW));
  }

  @Test
  void credentialsOfARunNameTheirExpiryFirst() {
    // HMAC-SHA1 with the key "north", checked with: printf 1795226400:run | openssl dgst -sha1
    // -hmac north -binary | base64
    RunCredentials made =
        RunCredentials.mint(new Secret("north"), "run", NOW, Duration.ofMinutes(10));
    assertEquals(NOW.plus(Duration.ofMinutes(10)).getEpochSecond() + ":run", made.username());
    assertEquals(28, made.password().value().length());
    assertNotEquals(
        made.password(),
        RunCredentials.mint(new Secret("south"), "run", NOW, Duration.ofMinutes(10)).password());
  }
}
