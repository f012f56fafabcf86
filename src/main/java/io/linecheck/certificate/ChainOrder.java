package io.linecheck.certificate;

import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a chain was sent as RFC 8446 section 4.4.2 asks: each certificate certifies the one
 * before it. Browsers sort it out by themselves; SIP phones and old TLS stacks do not.
 */
final class ChainOrder {
  private ChainOrder() {}

  /**
   * @param sent what came after the leaf
   * @param path what is used of it
   */
  static void judge(
      Certificate leaf,
      List<Certificate> sent,
      List<Certificate> path,
      boolean trusted,
      Complaints told) {
    List<String> odd = new ArrayList<>();
    Certificate before = leaf;
    boolean ordered = true;
    for (Certificate each : sent) {
      boolean follows = each.subject.equals(before.issuer);
      ordered &= follows || !path.contains(each);
      if (follows) {
        before = each;
      }
    }
    if (!ordered) {
      odd.add("not in the order in which each certifies the one before");
    }
    long surplus = sent.stream().filter(each -> !path.contains(each)).count();
    if (trusted && surplus > 0) {
      odd.add(surplus + " of " + (sent.size() + 1) + " are not needed");
    }
    if (sent.stream().distinct().count() < sent.size() || sent.contains(leaf)) {
      odd.add("one stands there twice");
    }
    if (!odd.isEmpty()) {
      told.add(
          FindingCode.CERTIFICATE_CHAIN_DISORDERED,
          Severity.INFO,
          "chain",
          "order",
          "the leaf, then its issuers one after the other; browsers do not mind, SIP phones may",
          String.join(", ", odd));
    }
  }
}
