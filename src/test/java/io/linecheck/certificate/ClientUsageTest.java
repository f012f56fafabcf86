package io.linecheck.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.certificate.corpus.Chain;
import io.linecheck.certificate.corpus.Corpus;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Client use of a public certificate is told while it lasts. */
class ClientUsageTest {
  @Test
  void clientUseBelowAPublicRootIsTold() {
    Fault fault = ending("leaf with serverAuth and clientAuth", true).orElseThrow();
    assertEquals(FindingCode.CERTIFICATE_CLIENT_USAGE_ENDING, fault.code());
    assertEquals(Severity.INFO, fault.severity());
    assertEquals(
        "leaf (CN=dialer.example.com): extendedKeyUsage: expected serverAuth alone, as public"
            + " authorities issue it by 15 March 2027; found clientAuth too, valid until"
            + " 2027-01-30T00:00:00Z, at a door that asks for client certificates",
        fault.evidence());
  }

  @Test
  void privateRootAndServerUseAloneAreNot() {
    assertTrue(ending("leaf with serverAuth and clientAuth", false).isEmpty());
    assertTrue(ending("a good chain", true).isEmpty());
    assertTrue(ending("self-signed leaf", true).isEmpty());
  }

  private static Optional<Fault> ending(String name, boolean isPublic) {
    Chain chain =
        Corpus.all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    Verdict verdict = BrowserVerdict.judge(chain.sent(), Judge.question(chain));
    return ClientUsage.ending(verdict, root -> isPublic);
  }
}
