package io.linecheck.certificate;

import io.linecheck.certificate.StapledAnswer.Word;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The OCSP answer that came with the handshake, and the certificate's own demand for one (RFC 6066
 * section 8, RFC 6960, RFC 7633). Nothing is asked of a responder, as browsers no longer do. Only a
 * signed "revoked" condemns a certificate; one that demands an answer is refused without a good one
 * by Firefox, which also refuses answers that are forged or about another certificate.
 */
final class StaplingRules {
  /** What clocks may differ by, as in Firefox. */
  private static final Duration SLOP = Duration.ofDays(1);

  private final Certificate leaf;
  private final Certificate issuer;
  private final String element;
  private final HandshakeWitness witness;
  private final Instant at;
  private final Complaints told;

  private StaplingRules(
      List<Certificate> path, String element, Question question, Complaints told) {
    this.leaf = path.getFirst();
    this.issuer = path.get(1);
    this.element = element;
    this.witness = question.witness();
    this.at = question.at();
    this.told = told;
  }

  /**
   * Judges what is stapled to a path.
   *
   * @param path leaf first, root last, at least two
   * @return signed certificate timestamps that a good answer brought along
   */
  static List<SignedTimestamp> judge(
      List<Certificate> path, String element, Question question, Budget budget, Complaints told) {
    return new StaplingRules(path, element, question, told).judge(budget);
  }

  private List<SignedTimestamp> judge(Budget budget) {
    if (witness.stapled().isEmpty()) {
      if (witness.seen() && leaf.extensions.mustStaple()) {
        complain("no OCSP answer in the handshake");
      }
      return List.of();
    }
    StapledAnswer answer = witness.stapled().get();
    if (!answer.defect().isEmpty()) {
      complain("what is stapled says nothing: " + answer.defect());
      return List.of();
    }
    Optional<Word> about = answer.about(leaf, issuer);
    if (about.isEmpty()) {
      complain("an OCSP answer about other serial numbers: " + String.join(", ", answer.serials()));
      return List.of();
    }
    if (!answer.isSignedFor(issuer, at, budget)) {
      complain("an OCSP answer that neither the issuer nor anybody it appointed has signed");
      return List.of();
    }
    return judge(about.get());
  }

  private List<SignedTimestamp> judge(Word word) {
    switch (word.word()) {
      case "revoked" ->
          told.refuse(
              FindingCode.CERTIFICATE_REVOKED,
              element,
              "serialNumber",
              "good in the OCSP answer that the server staples",
              leaf.serialHex() + " revoked since " + word.revokedAt());
      case "good" -> {
        if (at.minus(SLOP).isAfter(word.to())) {
          complain("an OCSP answer that ended at " + word.to());
        } else if (at.plus(SLOP).isBefore(word.from())) {
          complain("an OCSP answer that begins at " + word.from());
        } else {
          return word.timestamps();
        }
      }
      default -> complain("the OCSP answer unknown: the responder does not know this certificate");
    }
    return List.of();
  }

  private void complain(String found) {
    boolean demanded = leaf.extensions.mustStaple();
    told.add(
        FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
        demanded ? Severity.CRITICAL : Severity.WARNING,
        element,
        demanded ? "TLS feature (must-staple)" : "stapled OCSP answer",
        demanded
            ? "a good OCSP answer in every handshake, as the certificate demands (RFC 7633):"
                + " Firefox refuses it without"
            : "a good one or none (RFC 6066 8)",
        found);
  }
}
