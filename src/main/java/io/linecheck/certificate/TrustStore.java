package io.linecheck.certificate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The roots a verdict may end at (RFC 5280 section 6.1.1 (d)), by subject. Immutable. */
public final class TrustStore {
  /** Where a root comes from: rules for public authorities bind public roots only. */
  public enum Origin {
    /** Shipped with browsers. */
    PUBLIC,
    /** Added by the user or the machine's owner. */
    PRIVATE
  }

  /** One root and where it comes from. */
  public record Root(Certificate certificate, Origin origin) {}

  private final Map<DistinguishedName, List<Root>> bySubject;
  private final int size;

  private TrustStore(Map<DistinguishedName, List<Root>> bySubject, int size) {
    this.bySubject = bySubject;
    this.size = size;
  }

  /**
   * A store of these roots. One that browsers ship is public wherever it was read from.
   *
   * @param roots certificates, of which those that are not readable are left out
   */
  public static TrustStore of(List<Certificate> roots) {
    return of(roots, PublicRoots::contains);
  }

  /** A store of these roots, all of which count as of that origin. */
  public static TrustStore of(List<Certificate> roots, Origin origin) {
    return of(roots, root -> origin == Origin.PUBLIC);
  }

  static TrustStore of(List<Certificate> roots, Predicate<Certificate> isPublic) {
    Map<DistinguishedName, List<Root>> bySubject = new HashMap<>();
    int size = 0;
    for (Certificate root : roots) {
      Origin origin = isPublic.test(root) ? Origin.PUBLIC : Origin.PRIVATE;
      List<Root> same = bySubject.computeIfAbsent(root.subject, name -> new ArrayList<>(1));
      if (same.stream().noneMatch(known -> known.certificate().equals(root))) {
        same.add(new Root(root, origin));
        size++;
      }
    }
    return new TrustStore(bySubject, size);
  }

  /** The roots of this name. */
  List<Root> named(DistinguishedName subject) {
    return bySubject.getOrDefault(subject, List.of());
  }

  /** The root that is this very certificate. */
  Optional<Root> find(Certificate certificate) {
    return named(certificate.subject).stream()
        .filter(root -> root.certificate().equals(certificate))
        .findFirst();
  }

  /** How many roots there are. */
  public int size() {
    return size;
  }
}
