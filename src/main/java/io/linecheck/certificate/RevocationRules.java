package io.linecheck.certificate;

import io.linecheck.model.FindingCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Revocation by the lists at hand (RFC 5280 section 6.3). As in browsers, a list that is missing,
 * stale or not understood never condemns: only an entry in a list that the issuer signed does.
 */
final class RevocationRules {
  private RevocationRules() {}

  /**
   * @param path leaf first, root last
   */
  static void judge(
      List<Certificate> path,
      List<String> elements,
      List<RevocationList> lists,
      Instant at,
      Budget budget,
      Complaints told) {
    for (int i = 0; i < path.size() - 1; i++) {
      Certificate issuer = path.get(i + 1);
      for (RevocationList list : lists) {
        if (list.issuer().equals(path.get(i).issuer)) {
          judge(path.get(i), elements.get(i), issuer, list, at, budget, told);
        }
      }
    }
  }

  private static void judge(
      Certificate certificate,
      String element,
      Certificate issuer,
      RevocationList list,
      Instant at,
      Budget budget,
      Complaints told) {
    if (!budget.signature(issuer.key) || !list.isSignedBy(issuer.key)) {
      unused(element, "signed by the issuer of the certificate", "another signature", told);
      return;
    }
    Extensions.KeyUsage usage = issuer.extensions.keyUsage();
    if (usage != null && !usage.crlSign()) {
      told.note("revocation list of " + list.issuer() + ": its signer has no cRLSign");
    }
    if (!list.hasNumber()) {
      told.note("revocation list of " + list.issuer() + ": it has no CRL number");
    }
    if (!list.covers(certificate.extensions.isCa())) {
      return;
    }
    Optional<Instant> revoked = list.revokedAt(certificate.serial);
    if (revoked.isPresent()) {
      told.refuse(
          FindingCode.CERTIFICATE_REVOKED,
          element,
          "serialNumber",
          "not listed as revoked",
          certificate.serialHex()
              + " in the list of "
              + list.issuer()
              + ", since "
              + revoked.get());
    } else if (at.isAfter(list.nextUpdate()) || at.isBefore(list.thisUpdate())) {
      unused(element, "valid at " + at, list.thisUpdate() + " to " + list.nextUpdate(), told);
    }
  }

  private static void unused(String element, String expected, String found, Complaints told) {
    told.note(
        "revocation list for "
            + element
            + " says nothing: expected "
            + expected
            + "; found "
            + found);
  }
}
