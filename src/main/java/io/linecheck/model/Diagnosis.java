package io.linecheck.model;

import java.util.List;

/**
 * What all recent results of one dialer amount to.
 *
 * @param dialer the dialer's id
 * @param readiness whether agents can work
 * @param headline the verdict in words: {@code agents cannot register}
 * @param findings leading faults only, most urgent first
 * @param untried what could not be tried and why: {@code no SIP credentials}
 */
public record Diagnosis(
    String dialer,
    Readiness readiness,
    String headline,
    List<Finding> findings,
    List<String> untried) {
  public Diagnosis {
    findings = List.copyOf(findings);
    untried = List.copyOf(untried);
  }
}
