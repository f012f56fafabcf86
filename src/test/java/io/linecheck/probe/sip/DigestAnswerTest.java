package io.linecheck.probe.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Secret;
import io.linecheck.probe.sip.DigestAnswer.Credentials;
import org.junit.jupiter.api.Test;

class DigestAnswerTest {
  private static final Credentials MUFASA = new Credentials("Mufasa", new Secret("Circle of Life"));

  /** RFC 7616 section 3.9.1. */
  @Test
  void answersTheExamplesOfRfc7616() {
    String cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    assertEquals(
        "8ca523f5e9506fed4657c9700eebdbec",
        DigestAnswer.to(example("MD5"), MUFASA, "GET", "/dir/index.html", 1, cnonce).response());
    assertEquals(
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        DigestAnswer.to(example("SHA-256"), MUFASA, "GET", "/dir/index.html", 1, cnonce)
            .response());
  }

  /** RFC 2617 section 3.5, the example with another password. */
  @Test
  void anEmptyAlgorithmIsMd5() {
    Challenge challenge =
        new Challenge(
            false,
            "Digest",
            "testrealm@host.com",
            "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            "5ccc069c403ebaf9f0171e9517f40e41",
            "",
            "auth,auth-int",
            false);
    Credentials credentials = new Credentials("Mufasa", new Secret("Circle Of Life"));
    DigestAnswer answer =
        DigestAnswer.to(challenge, credentials, "GET", "/dir/index.html", 1, "0a4f113b");
    assertEquals("6629fae49393a05397450978507c4ef1", answer.response());
    assertTrue(answer.header().contains("qop=auth,nc=00000001"), answer.header());
    assertFalse(answer.header().contains("Circle"), answer.header());
  }

  private static Challenge example(String algorithm) {
    return new Challenge(
        false,
        "Digest",
        "http-auth@example.org",
        "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
        algorithm,
        "auth, auth-int",
        false);
  }
}
