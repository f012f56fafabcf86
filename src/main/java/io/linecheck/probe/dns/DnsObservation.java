package io.linecheck.probe.dns;

import java.util.List;

/**
 * What the resolvers said of one name.
 *
 * @param host the name
 * @param answers of the default resolver first, then of the others
 * @param expected the addresses the configuration says it must have; empty where not told
 */
public record DnsObservation(String host, List<DnsAnswer> answers, List<String> expected) {
  public DnsObservation {
    answers = List.copyOf(answers);
    expected = expected == null ? List.of() : List.copyOf(expected);
  }
}
