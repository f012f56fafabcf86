package io.linecheck.certificate;

import io.linecheck.model.Fault;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a browser would say of a chain.
 *
 * @param accepted whether it would connect without a word
 * @param trusted whether the path ends at a root of the store
 * @param path the certificates a browser would use, leaf first; the longest one found where none
 *     reaches a root
 * @param faults every fault, the leading one first
 * @param notes what is odd, yet no fault
 * @param rules which sets of rules were applied, and which were not and why
 * @param facts what stands in the certificates, by dotted name
 * @param leaf the server's own certificate, where it can be read
 * @param until the verdict stays the same until then, and may change at it
 */
public record Verdict(
    boolean accepted,
    boolean trusted,
    List<Certificate> path,
    List<Fault> faults,
    List<String> notes,
    List<String> rules,
    SortedMap<String, String> facts,
    Optional<Certificate> leaf,
    Instant until) {
  /** Copies. */
  public Verdict {
    path = List.copyOf(path);
    faults = List.copyOf(faults);
    notes = List.copyOf(notes);
    rules = List.copyOf(rules);
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }
}
