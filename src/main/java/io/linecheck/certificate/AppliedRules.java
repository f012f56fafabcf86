package io.linecheck.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says which sets of rules a verdict applied, and why the others were not. */
final class AppliedRules {
  private AppliedRules() {}

  static List<String> of(Optional<TrustStore.Root> root, Question question) {
    List<String> rules = new ArrayList<>();
    rules.add("always: encoding, names, dates, keys, signatures, usages, constraints");
    String stapled = question.witness().stapled().isPresent() ? "the stapled OCSP answer" : "";
    String lists = question.lists().isEmpty() ? "" : "the lists given";
    rules.add(
        stapled.isEmpty() && lists.isEmpty()
            ? "revocation: not looked at, no list was given"
            : "revocation: by "
                + stapled
                + (stapled.isEmpty() || lists.isEmpty() ? "" : " and ")
                + lists);
    rules.add(
        root.map(each ->
                switch (each.origin()) {
                  case PUBLIC ->
                      "public authorities: lifetime, transparency (timestamps by log and operator,"
                          + " their signatures are not verified), since the root "
                          + each.certificate().shortName()
                          + " is one that browsers ship";
                  case PRIVATE ->
                      "public authorities: not applied, since the root "
                          + each.certificate().shortName()
                          + " was added by the user";
                })
            .orElse("public authorities: not applied, since no path ends at a trusted root"));
    return rules;
  }
}
