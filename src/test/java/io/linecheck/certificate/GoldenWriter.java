package io.linecheck.certificate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.linecheck.certificate.corpus.Chain;
import io.linecheck.certificate.corpus.Corpus;
import io.linecheck.model.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes chains of the corpus as golden cases into probes/certificate/cases; run by hand where one
 * is missing, as its keys are new each time. A case that is there is left alone.
 */
public final class GoldenWriter {
  private static final Map<String, String> CASES = new LinkedHashMap<>();

  static {
    CASES.put("name-internal", "internal .local");
    CASES.put("self-signed", "self-signed leaf");
    CASES.put("root-untrusted", "root is not trusted");
    CASES.put("chain-incomplete", "intermediate not sent");
    CASES.put("chain-incomplete-aia", "intermediate not sent, its address told");
    CASES.put("chain-expired", "expired intermediate");
    CASES.put("chain-expired-other-way", "expired twin of the intermediate first");
    CASES.put("chain-disordered", "intermediates the wrong way round");
    CASES.put("signature-weak", "leaf signed by SHA-1 and ECDSA");
    CASES.put("lifetime-too-long", "201 days issued on 2026-03-15");
    CASES.put("usage-wrong", "leaf for clients");
    CASES.put("is-ca", "leaf is a CA");
    CASES.put("constraint-violated", "names: excluded domain");
    CASES.put("critical-extension", "unknown critical extension in the leaf");
    CASES.put("malformed", "encoding: certificate cut off");
    CASES.put("revoked", "revoked leaf");
    CASES.put("transparency-missing", "timestamps: 90 days, one log");
    CASES.put("transparency-one-operator", "timestamps: two logs of one operator");
    CASES.put("wildcard-public-suffix", "wildcard right below co.uk");
  }

  private GoldenWriter() {}

  /** Writes what is missing. */
  public static void main(String[] args) throws IOException {
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    for (Map.Entry<String, String> each : CASES.entrySet()) {
      Path file = Path.of("probes/certificate/cases", each.getKey() + ".json");
      if (!Files.exists(file)) {
        Chain chain =
            Corpus.all().stream()
                .filter(one -> one.name().equals(each.getValue()))
                .findFirst()
                .orElseThrow();
        Files.writeString(file, json.writeValueAsString(golden(chain)) + "\n");
      }
    }
  }

  private static Map<String, Object> golden(Chain chain) {
    Map<String, Object> golden = new LinkedHashMap<>();
    golden.put("title", chain.name());
    golden.put(
        "service",
        Map.of("kind", "wss", "host", chain.host(), "port", 8089, "paths", List.of("/ws")));
    golden.put("now", chain.at().toString());
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("chain", chain.sent().stream().map(each -> pem("CERTIFICATE", each)).toList());
    seen.put("roots", chain.roots().stream().map(each -> pem("CERTIFICATE", each)).toList());
    seen.put("publicRoots", chain.publicRoots());
    seen.put("lists", chain.lists().stream().map(each -> pem("X509 CRL", each)).toList());
    golden.put("observation", seen);
    golden.put(
        "expect",
        BrowserVerdict.judge(chain.sent(), Judge.question(chain)).faults().stream()
            .map(GoldenWriter::expected)
            .toList());
    return golden;
  }

  private static Map<String, Object> expected(Fault fault) {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("code", fault.code().word());
    expected.put("severity", fault.severity().word());
    expected.put("evidence", fault.evidence());
    return expected;
  }

  private static String pem(String label, byte[] octets) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets));
  }
}
