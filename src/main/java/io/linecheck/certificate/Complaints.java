package io.linecheck.certificate;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What the rules have to say of one path, in the order in which it was seen. */
final class Complaints {
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * A browser refuses for this.
   *
   * @param element which certificate: {@code leaf (CN=dialer.example.com)}
   * @param field which field of it
   * @param expected what the rule asks for, with the rule
   * @param found what is there
   */
  void refuse(FindingCode code, String element, String field, String expected, String found) {
    add(code, Severity.CRITICAL, element, field, expected, found);
  }

  /** A browser accepts it, but it is against a rule. */
  void warn(FindingCode code, String element, String field, String expected, String found) {
    add(code, Severity.WARNING, element, field, expected, found);
  }

  void add(
      FindingCode code,
      Severity severity,
      String element,
      String field,
      String expected,
      String found) {
    String evidence = element + ": " + field + ": expected " + expected + "; found " + found;
    add(
        new Fault(
            code,
            severity,
            evidence,
            Map.of("element", element, "field", field, "expected", expected, "found", found)));
  }

  void add(Fault fault) {
    if (!faults.contains(fault)) {
      faults.add(fault);
    }
  }

  /** Worth knowing, no finding. */
  void note(String text) {
    notes.add(text);
  }

  void addAll(Complaints others) {
    others.faults.forEach(this::add);
    others.notes.forEach(note -> {
      if (!notes.contains(note)) {
        notes.add(note);
      }
    });
  }

  /** The gravest first, otherwise in the order in which they were told. */
  List<Fault> faults() {
    return faults.stream().sorted(Comparator.comparing(Fault::severity)).toList();
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /** How many of them make a browser refuse. */
  int refusals() {
    return (int) faults.stream().filter(Complaints::refuses).count();
  }

  /** A certificate about to expire is urgent, but a browser still takes it. */
  static boolean refuses(Fault fault) {
    return fault.severity() == Severity.CRITICAL
        && fault.code() != FindingCode.CERTIFICATE_EXPIRING;
  }
}
