package io.linecheck.certificate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds paths from the leaf to a root (RFC 4158) with backtracking: when a path breaks a rule the
 * next candidate is tried, so that an expired or badly cross-signed issuer does not hide a good
 * one. Used once, by one thread.
 */
final class PathFinder {
  /** A path longer than this is no path: the longest in use has five certificates. */
  private static final int LONGEST = 12;

  /**
   * A path to a root.
   *
   * @param certificates leaf first, root last
   * @param root where it ends
   * @param told what its rules say
   */
  record Found(List<Certificate> certificates, TrustStore.Root root, Complaints told) {}

  private final Question question;
  private final List<Certificate> issuers;
  private final Budget budget;
  private final Map<Certificate, Map<SubjectKey, Boolean>> signatures = new HashMap<>();
  private final List<Certificate> path = new ArrayList<>();
  private @Nullable Found best;

  /**
   * @param issuers what may stand between leaf and root: sent, and known from elsewhere
   */
  PathFinder(Question question, List<Certificate> issuers, Budget budget) {
    this.question = question;
    this.issuers = issuers;
    this.budget = budget;
  }

  /** The first path without refusal, else the one with the fewest; empty where none ends. */
  Optional<Found> find(Certificate leaf) {
    path.clear();
    best = null;
    Optional<TrustStore.Root> itself = question.trust().find(leaf);
    if (itself.isPresent()) {
      return Optional.of(new Found(List.of(leaf), itself.get(), new Complaints()));
    }
    path.add(leaf);
    walk();
    return Optional.ofNullable(best);
  }

  /** Goes on from the end of the path; true once nothing better can be found. */
  private boolean walk() {
    Certificate last = path.getLast();
    for (TrustStore.Root root : ranked(last, question.trust().named(last.issuer))) {
      if (!budget.step()) {
        return true;
      }
      if (isSigned(last, root.certificate()) && ends(root)) {
        return true;
      }
    }
    if (path.size() >= LONGEST) {
      return false;
    }
    for (Certificate issuer : candidates(last)) {
      if (!budget.step()) {
        return true;
      }
      if (isSigned(last, issuer)) {
        path.add(issuer);
        boolean done = walk();
        path.removeLast();
        if (done) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean ends(TrustStore.Root root) {
    if (!budget.path()) {
      return true;
    }
    List<Certificate> whole = new ArrayList<>(path);
    whole.add(root.certificate());
    boolean isPublic = root.origin() == TrustStore.Origin.PUBLIC;
    Complaints told = new PathRules(whole, question, budget).judge(isPublic);
    if (best == null || told.refusals() < best.told().refusals()) {
      best = new Found(List.copyOf(whole), root, told);
    }
    return told.refusals() == 0;
  }

  private List<TrustStore.Root> ranked(Certificate child, List<TrustStore.Root> roots) {
    if (roots.size() < 2) {
      return roots;
    }
    return roots.stream()
        .sorted(Comparator.comparingInt(root -> rank(child, root.certificate())))
        .toList();
  }

  private List<Certificate> candidates(Certificate child) {
    List<Certificate> found = new ArrayList<>(2);
    for (Certificate issuer : issuers) {
      if (issuer.subject.equals(child.issuer) && !isOnPath(issuer)) {
        found.add(issuer);
      }
    }
    if (found.size() > 1) {
      found.sort(Comparator.comparingInt(issuer -> rank(child, issuer)));
    }
    return found;
  }

  /** The same name with the same key again leads in a circle. */
  private boolean isOnPath(Certificate issuer) {
    for (Certificate each : path) {
      if (each.subject.equals(issuer.subject) && each.key.equals(issuer.key)) {
        return true;
      }
    }
    return false;
  }

  /** Lower is tried first: fitting key id, a CA, valid now. */
  private int rank(Certificate child, Certificate issuer) {
    int rank = issuer.isValidAt(question.at()) ? 0 : 2;
    rank += issuer.extensions.isCa() || issuer.version == 1 ? 0 : 4;
    String wanted = child.extensions.authorityKeyId();
    String own = issuer.extensions.subjectKeyId();
    boolean differs = wanted != null && !wanted.isEmpty() && own != null && !own.equals(wanted);
    return rank + (differs ? 8 : 0);
  }

  /** Whether the issuer's key signed it; each pair is verified once. */
  boolean isSigned(Certificate child, Certificate issuer) {
    Map<SubjectKey, Boolean> known = signatures.computeIfAbsent(child, each -> new HashMap<>());
    Boolean answer = known.get(issuer.key);
    if (answer == null) {
      // Weak ones are refused by their own rule, which then has the word: no need to verify them.
      boolean weak = !child.algorithm.weakness().isEmpty() || !issuer.key.weakness().isEmpty();
      answer = weak || (budget.signature(issuer.key) && child.isSignedBy(issuer.key));
      known.put(issuer.key, answer);
    }
    return answer;
  }
}
