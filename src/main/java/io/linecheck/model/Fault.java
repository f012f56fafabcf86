package io.linecheck.model;

import java.util.Map;
import java.util.Objects;

/**
 * What a decision says of an observation: a code with its evidence, before the catalogue adds
 * title, cause and remedy.
 *
 * @param code the named fault
 * @param severity the default of the code, or another where the catalogue says so
 * @param evidence what was seen, with numbers and names, next to what was expected
 * @param details values for the placeholders of the catalogue's texts, beyond those every service
 *     has
 */
public record Fault(
    FindingCode code, Severity severity, String evidence, Map<String, String> details) {
  public Fault {
    Objects.requireNonNull(code);
    Objects.requireNonNull(severity);
    Objects.requireNonNull(evidence);
    details = Map.copyOf(details);
  }

  /** A fault of default severity. */
  public static Fault of(FindingCode code, String evidence) {
    return new Fault(code, code.severity(), evidence, Map.of());
  }

  /** A fault of the given severity. */
  public static Fault of(FindingCode code, Severity severity, String evidence) {
    return new Fault(code, severity, evidence, Map.of());
  }
}
