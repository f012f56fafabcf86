package io.linecheck.certificate;

import io.linecheck.certificate.RevocationList.Entry;
import io.linecheck.model.FindingCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Revocation by the lists at hand (RFC 5280 section 6.3). As in browsers, a list that is missing,
 * stale or not understood never condemns: only an entry in a list that the issuer signed does.
 */
final class RevocationRules {
  private final List<Certificate> path;
  private final List<String> elements;
  private final List<RevocationList> lists;
  private final Instant at;
  private final Budget budget;
  private final Complaints told;

  private RevocationRules(
      List<Certificate> path, List<String> elements, Question question, Budget budget) {
    this.path = path;
    this.elements = elements;
    this.lists = question.lists();
    this.at = question.at();
    this.budget = budget;
    this.told = new Complaints();
  }

  /**
   * @param path leaf first, root last
   */
  static void judge(
      List<Certificate> path,
      List<String> elements,
      Question question,
      Budget budget,
      Complaints told) {
    RevocationRules rules = new RevocationRules(path, elements, question, budget);
    for (int i = 0; i < path.size() - 1; i++) {
      rules.judge(i);
    }
    told.addAll(rules.told);
  }

  private void judge(int index) {
    Certificate certificate = path.get(index);
    List<RevocationList> usable = new ArrayList<>();
    for (RevocationList list : lists) {
      if (list.covers(certificate.extensions.isCa()) && isUsable(index, list)) {
        usable.add(list);
      }
    }
    boolean takenOff =
        usable.stream()
            .filter(RevocationList::isDelta)
            .anyMatch(list -> list.entry(certificate).filter(Entry::isRemoval).isPresent());
    for (RevocationList list : usable) {
      Optional<Entry> entry =
          list.entry(certificate).filter(each -> !each.isRemoval() && !(each.isHold() && takenOff));
      if (entry.isPresent()) {
        told.refuse(
            FindingCode.CERTIFICATE_REVOKED,
            elements.get(index),
            "serialNumber",
            "not listed as revoked",
            certificate.serialHex()
                + " in the list of "
                + list.issuer()
                + ", since "
                + entry.get().at());
        return;
      }
      if (at.isAfter(list.nextUpdate()) || at.isBefore(list.thisUpdate())) {
        unused(index, "valid at " + at, list.thisUpdate() + " to " + list.nextUpdate());
      }
    }
  }

  /** Whether a list may speak of that certificate: of its issuer, understood, signed. */
  private boolean isUsable(int index, RevocationList list) {
    Optional<Certificate> signer = signer(index, list);
    if (signer.isEmpty()) {
      return false;
    }
    Optional<String> unusable = list.unusable();
    if (unusable.isPresent()) {
      unused(index, "a list that can be used (RFC 5280 5.2)", unusable.get());
      return false;
    }
    if (!budget.signature(signer.get().key) || !list.isSignedBy(signer.get().key)) {
      unused(index, "signed by the issuer of the certificate", "another signature");
      return false;
    }
    Extensions.KeyUsage usage = signer.get().extensions.keyUsage();
    if (usage != null && !usage.crlSign()) {
      told.note("revocation list of " + list.issuer() + ": its signer has no cRLSign");
    }
    if (!list.hasNumber()) {
      told.note("revocation list of " + list.issuer() + ": it has no CRL number");
    }
    return true;
  }

  /** The certificate's issuer; of an indirect list any issuer above. */
  private Optional<Certificate> signer(int index, RevocationList list) {
    if (list.issuer().equals(path.get(index).issuer)) {
      return Optional.of(path.get(index + 1));
    }
    return list.isIndirect()
        ? path.subList(index + 1, path.size()).stream()
            .filter(each -> each.subject.equals(list.issuer()))
            .findFirst()
        : Optional.empty();
  }

  private void unused(int index, String expected, String found) {
    told.note(
        "revocation list for "
            + elements.get(index)
            + " says nothing: expected "
            + expected
            + "; found "
            + found);
  }
}
