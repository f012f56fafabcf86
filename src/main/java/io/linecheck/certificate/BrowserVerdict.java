package io.linecheck.certificate;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Judges a chain as a browser does: web PKI rules of RFC 5280, RFC 9525 and the Baseline
 * Requirements. Pure and stateless; safe for any number of threads.
 */
public final class BrowserVerdict {
  /** What is sent beyond this number is not looked at. */
  static final int MOST_SENT = 32;

  private BrowserVerdict() {}

  /**
   * The verdict on a chain.
   *
   * @param chain DER of each certificate in the order it was sent; the first is the server's own
   */
  public static Verdict judge(List<byte[]> chain, Question asked) {
    Question question = atWholeSecond(asked);
    if (chain.isEmpty()) {
      return unreadable("no certificate at all", new TreeMap<>());
    }
    Decoded first = Certificate.read(chain.getFirst());
    return switch (first) {
      case Malformed malformed ->
          unreadable(
              "leaf: encoding: expected DER as in RFC 5280; found that " + malformed.reason(),
              LeafFacts.malformed(chain.getFirst(), chain.size()));
      case Certificate leaf -> judge(leaf, chain, question);
    };
  }

  /** Whether this is a DNS name or an IP address that a verdict can be asked for. */
  public static boolean isHost(String text) {
    return HostName.parse(text).isPresent();
  }

  private static Question atWholeSecond(Question asked) {
    Instant at = DateRules.wholeSecond(asked.at());
    return at.equals(asked.at())
        ? asked
        : new Question(
            asked.host(),
            at,
            asked.trust(),
            asked.lists(),
            asked.intermediates(),
            asked.witness(),
            asked.logs());
  }

  private static Verdict unreadable(String evidence, SortedMap<String, String> facts) {
    return new Verdict(
        false,
        false,
        List.of(),
        List.of(Fault.of(FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED, evidence)),
        List.of(),
        List.of("encoding"),
        facts,
        Optional.empty(),
        Instant.MAX);
  }

  private static Verdict judge(Certificate leaf, List<byte[]> chain, Question question) {
    Complaints oddities = new Complaints();
    List<Certificate> sent = others(chain, oddities);
    Budget budget = new Budget();
    List<Certificate> issuers = new ArrayList<>(new LinkedHashSet<>(sent));
    PathFinder finder = new PathFinder(question, issuers, budget);
    Optional<PathFinder.Found> found = finder.find(leaf);
    Complaints told = new Complaints();
    told.addAll(oddities);
    if (found.isEmpty()) {
      Optional<PathFinder.Found> repaired = repaired(leaf, issuers, question, budget);
      told.add(untrusted(leaf, sent, question, finder, repaired, budget));
    }
    List<Certificate> path =
        found
            .map(PathFinder.Found::certificates)
            .orElseGet(() -> new Untrusted(question, sent, finder).path(leaf));
    boolean isAnchor = found.isPresent() && path.size() == 1;
    String element = "leaf (" + leaf.shortName() + ")";
    DateRules.leaf(leaf, element, question.at(), told);
    new LeafRules(leaf, element, told).judge(question.host(), isAnchor);
    found.map(PathFinder.Found::told).ifPresent(told::addAll);
    if (found.isEmpty()) {
      told.addAll(issuersOf(path, question));
    }
    ChainOrder.judge(leaf, sent, path, found.isPresent(), told);
    Instant until = until(path, sent, question);
    return verdict(leaf, path, found, chain.size(), told, question, until);
  }

  private static List<Certificate> others(List<byte[]> chain, Complaints oddities) {
    List<Certificate> sent = new ArrayList<>();
    for (int i = 1; i < Math.min(chain.size(), MOST_SENT); i++) {
      switch (Certificate.read(chain.get(i))) {
        case Certificate certificate -> sent.add(certificate);
        case Malformed malformed ->
            oddities.refuse(
                FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
                "certificate " + (i + 1) + " of " + chain.size(),
                "encoding",
                "DER as in RFC 5280",
                malformed.reason());
      }
    }
    if (chain.size() > MOST_SENT) {
      oddities.add(
          FindingCode.CERTIFICATE_CHAIN_DISORDERED,
          Severity.INFO,
          "chain",
          "length",
          "two to five certificates",
          chain.size() + ", of which the first " + MOST_SENT + " were looked at");
    }
    return sent;
  }

  private static Optional<PathFinder.Found> repaired(
      Certificate leaf, List<Certificate> sent, Question question, Budget budget) {
    if (question.intermediates().isEmpty()) {
      return Optional.empty();
    }
    LinkedHashSet<Certificate> all = new LinkedHashSet<>(sent);
    all.addAll(question.intermediates());
    return new PathFinder(question, new ArrayList<>(all), budget).find(leaf);
  }

  private static Fault untrusted(
      Certificate leaf,
      List<Certificate> sent,
      Question question,
      PathFinder finder,
      Optional<PathFinder.Found> repaired,
      Budget budget) {
    Untrusted untrusted = new Untrusted(question, sent, finder);
    if (budget.isExhausted()) {
      return Fault.of(
          FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
          "chain: expected a path that can be followed; found "
              + (sent.size() + 1)
              + " certificates that lead in too many ways");
    }
    Fault fault = untrusted.fault(untrusted.path(leaf));
    if (repaired.isEmpty()) {
      return fault;
    }
    return new Fault(
        fault.code(),
        fault.severity(),
        fault.evidence()
            + "; browsers that have seen it elsewhere will connect, which hides the fault",
        fault.details());
  }

  /** Faults of issuers are told also where no root vouches for them. */
  private static Complaints issuersOf(List<Certificate> path, Question question) {
    Complaints told = new Complaints();
    for (int i = 1; i < path.size(); i++) {
      Certificate issuer = path.get(i);
      boolean root = issuer.isSelfIssued();
      String element = (root ? "root" : "intermediate " + i) + " (" + issuer.shortName() + ")";
      CertificateRules.any(issuer, element, root, told);
      CertificateRules.issuer(issuer, element, root, told);
      DateRules.issuer(issuer, element, root, question.at(), told);
    }
    return told;
  }

  /** When another verdict may come; also what was not used may be the better way by then. */
  private static Instant until(List<Certificate> path, List<Certificate> sent, Question question) {
    List<Certificate> dated = new ArrayList<>(path);
    dated.addAll(sent);
    dated.addAll(question.intermediates());
    Instant until = DateRules.nextBoundary(dated, question.at());
    for (RevocationList list : question.lists()) {
      if (list.nextUpdate().isAfter(question.at()) && list.nextUpdate().isBefore(until)) {
        until = list.nextUpdate();
      }
    }
    return until;
  }

  private static Verdict verdict(
      Certificate leaf,
      List<Certificate> path,
      Optional<PathFinder.Found> found,
      int length,
      Complaints told,
      Question question,
      Instant until) {
    return new Verdict(
        told.refusals() == 0,
        found.isPresent(),
        path,
        told.faults(),
        told.notes(),
        AppliedRules.of(found.map(PathFinder.Found::root), question),
        LeafFacts.of(leaf, length, question),
        Optional.of(leaf),
        until);
  }
}
