package io.linecheck.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What stands in a served certificate, by dotted name; good for every one that can be read. */
final class LeafFacts {
  private static final int MOST_NAMES = 50;
  private static final int MOST_LOGS = 8;

  private LeafFacts() {}

  static SortedMap<String, String> of(Certificate leaf, int chainLength, Question question) {
    Instant at = question.at();
    TreeMap<String, String> facts = new TreeMap<>();
    facts.put("certificate.subject", leaf.subject());
    facts.put("certificate.issuer", leaf.issuer());
    facts.put("certificate.serial", leaf.serialHex());
    facts.put("certificate.sha256", leaf.sha256());
    facts.put("certificate.notBefore", leaf.notBefore.toString());
    facts.put("certificate.notAfter", leaf.notAfter.toString());
    facts.put("certificate.lifetimeUsed", used(leaf, at));
    facts.put("certificate.key", leaf.key.text());
    facts.put("certificate.signature", leaf.algorithm.name());
    facts.put("certificate.chainLength", Integer.toString(chainLength));
    List<String> names = ServedLeaf.names(leaf);
    facts.put(
        "certificate.san", names.stream().limit(MOST_NAMES).collect(Collectors.joining(", ")));
    List<SignedTimestamp> timestamps = leaf.extensions.timestamps();
    facts.put(
        "certificate.timestamps", Integer.toString(timestamps == null ? 0 : timestamps.size()));
    if (timestamps != null && !timestamps.isEmpty()) {
      facts.put(
          "certificate.transparencyLogs",
          timestamps.stream()
              .limit(MOST_LOGS)
              .map(question.logs()::name)
              .collect(Collectors.joining(", ")));
    }
    if (!leaf.extensions.crlUrls().isEmpty()) {
      facts.put("certificate.crl", String.join(" ", leaf.extensions.crlUrls()));
    }
    if (leaf.extensions.mustStaple()) {
      facts.put("certificate.mustStaple", "true");
    }
    if (question.witness().stapled().isPresent()) {
      facts.put("certificate.stapled", "true");
    }
    return facts;
  }

  static SortedMap<String, String> malformed(byte[] bytes, int chainLength) {
    TreeMap<String, String> facts = new TreeMap<>();
    facts.put("certificate.sha256", Certificate.sha256(bytes));
    facts.put("certificate.chainLength", Integer.toString(chainLength));
    return facts;
  }

  /** How much of the lifetime is over, 0 to 1 and beyond, with two digits. */
  private static String used(Certificate leaf, Instant at) {
    long life = Math.max(1, Duration.between(leaf.notBefore, leaf.notAfter).toSeconds());
    long gone = Duration.between(leaf.notBefore, at).toSeconds();
    return String.format(Locale.ROOT, "%.2f", (double) gone / life);
  }
}
