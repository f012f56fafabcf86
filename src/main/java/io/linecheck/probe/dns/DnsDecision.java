package io.linecheck.probe.dns;

import io.linecheck.model.AddressScope;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Names what is wrong with the answers to a lookup. */
public final class DnsDecision implements Decision<DnsObservation> {
  @Override
  public List<Fault> decide(Subject subject, DnsObservation seen) {
    List<Fault> faults = new ArrayList<>();
    DnsAnswer first = seen.answers().getFirst();
    failure(seen.host(), first).ifPresent(faults::add);
    unusable(seen, first).or(() -> wrongAddress(seen, first)).ifPresent(faults::add);
    for (String side : List.of("inside", "outside")) {
      find(seen, side)
          .filter(answer -> !answer.server().equals(first.server()))
          .flatMap(answer -> side(seen, answer))
          .ifPresent(faults::add);
    }
    find(seen, "outside")
        .flatMap(outside -> privateOutside(seen.host(), outside))
        .ifPresent(faults::add);
    find(seen, "inside")
        .flatMap(inside -> find(seen, "outside").flatMap(outside -> split(seen, inside, outside)))
        .ifPresent(faults::add);
    return faults;
  }

  private static Optional<DnsAnswer> find(DnsObservation seen, String resolver) {
    return seen.answers().stream().filter(a -> a.resolver().equals(resolver)).findFirst();
  }

  private static Optional<Fault> side(DnsObservation seen, DnsAnswer answer) {
    return answer.serverFailed()
        ? failure(seen.host(), answer).map(fault -> compared(answer, fault))
        : unusable(seen, answer);
  }

  /**
   * A name server that fails for one side keeps that side's agents out; one that does not answer us
   * at all may only be closed to us.
   */
  private static Fault compared(DnsAnswer answer, Fault fault) {
    boolean certain = answer.outcome() == DnsAnswer.Outcome.SERVFAIL;
    return Fault.of(
        fault.code(),
        certain ? fault.severity() : Severity.WARNING,
        fault.evidence()
            + "; it is the one asked for "
            + answer.resolver()
            + ", so that both sides could not be compared");
  }

  private static Optional<Fault> failure(String host, DnsAnswer answer) {
    String who = answer.server();
    return switch (answer.outcome()) {
      case ANSWERED -> Optional.empty();
      case NXDOMAIN ->
          fault(
              FindingCode.DNS_NAME_UNKNOWN,
              who + " answers NXDOMAIN for " + (answer.aliases().isEmpty() ? host : alias(answer)));
      case NO_DATA ->
          fault(
              FindingCode.DNS_NAME_UNKNOWN,
              answer.isCircle()
                  ? circle(answer)
                  : answer.aliases().isEmpty()
                      ? who + " knows " + host + " but has neither an A nor an AAAA record of it"
                      : who + " has neither an A nor an AAAA record for " + alias(answer));
      case SERVFAIL ->
          answer.isCircle()
              ? fault(FindingCode.DNS_NAME_UNKNOWN, circle(answer))
              : servfail(host, answer);
      case REFUSED ->
          fault(
              FindingCode.DNS_SERVER_FAILURE,
              who + " answers " + answer.detail() + " for " + host + ", expected an address");
      case TIMEOUT ->
          fault(
              FindingCode.DNS_SERVER_FAILURE,
              who + " gave no answer for " + host + ": " + answer.detail());
    };
  }

  private static Optional<Fault> servfail(String host, DnsAnswer answer) {
    return answer.uncheckedAddresses().isEmpty()
        ? fault(
            FindingCode.DNS_SERVER_FAILURE,
            answer.server() + " answers SERVFAIL for " + host + ", also with checking disabled")
        : fault(
            FindingCode.DNS_DNSSEC_BOGUS,
            answer.server()
                + " answers SERVFAIL for "
                + host
                + ", but "
                + words(answer.uncheckedAddresses())
                + " with checking disabled");
  }

  private static String alias(DnsAnswer answer) {
    return answer.aliases().getLast()
        + ", which "
        + answer.aliases().getFirst()
        + " is an alias of";
  }

  private static String circle(DnsAnswer answer) {
    return answer.server()
        + " leads in a circle of CNAME records: "
        + String.join(" → ", answer.aliases())
        + "; expected an address at their end";
  }

  /** What no host can have: a sinkhole, a filter, or a record that was never filled in. */
  private static Optional<Fault> unusable(DnsObservation seen, DnsAnswer answer) {
    List<String> nobodys =
        answer.addresses().stream().filter(a -> scope(a) == AddressScope.NONE).toList();
    return nobodys.isEmpty()
        ? Optional.empty()
        : fault(
            FindingCode.DNS_WRONG_ADDRESS,
            answer.server()
                + " answers "
                + words(nobodys)
                + " for "
                + seen.host()
                + ", which no host can have (as a filtering resolver or a list of blocked names"
                + " gives); expected "
                + (seen.expected().isEmpty() ? "the dialer's address" : words(seen.expected())));
  }

  private static Optional<Fault> wrongAddress(DnsObservation seen, DnsAnswer answer) {
    if (seen.expected().isEmpty() || answer.addresses().isEmpty()) {
      return Optional.empty();
    }
    List<String> wrong =
        answer.addresses().stream().filter(a -> !seen.expected().contains(a)).toList();
    return wrong.isEmpty()
        ? Optional.empty()
        : fault(
            FindingCode.DNS_WRONG_ADDRESS,
            answer.server()
                + " answers "
                + words(wrong)
                + " for "
                + seen.host()
                + ", expected "
                + words(seen.expected()));
  }

  private static Optional<Fault> privateOutside(String host, DnsAnswer outside) {
    List<String> hidden =
        outside.addresses().stream()
            .filter(a -> scope(a) != AddressScope.PUBLIC && scope(a) != AddressScope.NONE)
            .toList();
    return hidden.isEmpty()
        ? Optional.empty()
        : fault(
            FindingCode.DNS_PRIVATE_ADDRESS_OUTSIDE,
            outside.server()
                + " (outside) answers "
                + words(hidden)
                + " for "
                + host
                + ", which is "
                + scope(hidden.getFirst()).words()
                + ": expected a public address");
  }

  /** Inside private and outside public is how a split should be; other differences are not. */
  private static Optional<Fault> split(DnsObservation seen, DnsAnswer inside, DnsAnswer outside) {
    if (inside.serverFailed() || outside.serverFailed()) {
      return Optional.empty();
    }
    if (unusable(seen, inside).isPresent() || unusable(seen, outside).isPresent()) {
      return Optional.empty();
    }
    String both =
        inside.server()
            + " (inside) answers "
            + said(inside)
            + ", "
            + outside.server()
            + " (outside) "
            + said(outside)
            + " for "
            + seen.host();
    if (inside.addresses().isEmpty() != outside.addresses().isEmpty()) {
      return fault(FindingCode.DNS_SPLIT_MISMATCH, both);
    }
    if (inside.addresses().isEmpty()) {
      return Optional.empty();
    }
    boolean insidePublic =
        inside.addresses().stream().allMatch(a -> scope(a) == AddressScope.PUBLIC);
    boolean knownInside = seen.expected().stream().anyMatch(a -> scope(a) != AddressScope.PUBLIC);
    if (insidePublic && knownInside) {
      return fault(
          FindingCode.DNS_SPLIT_MISMATCH,
          both
              + ": calls from inside go out and back (hairpin), expected "
              + words(seen.expected()));
    }
    boolean outsidePublic =
        outside.addresses().stream().allMatch(a -> scope(a) == AddressScope.PUBLIC);
    boolean apart = Collections.disjoint(inside.addresses(), outside.addresses());
    return apart && insidePublic == outsidePublic
        ? fault(FindingCode.DNS_SPLIT_MISMATCH, both + ": both cannot be right")
        : Optional.empty();
  }

  private static String said(DnsAnswer answer) {
    return answer.addresses().isEmpty() ? answer.detail() : words(answer.addresses());
  }

  private static String words(List<String> addresses) {
    return String.join(", ", addresses);
  }

  private static AddressScope scope(String address) {
    return AddressScope.of(InetAddress.ofLiteral(address));
  }

  private static Optional<Fault> fault(FindingCode code, String evidence) {
    return Optional.of(Fault.of(code, evidence));
  }
}
