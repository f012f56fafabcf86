package io.linecheck.probe.stun;

import io.linecheck.model.AddressScope;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Judges the answer to a Binding request. */
public final class StunDecision implements Decision<StunObservation> {
  @Override
  public List<Fault> decide(Subject subject, StunObservation seen) {
    return switch (seen.outcome()) {
      case SILENT ->
          one(
              FindingCode.STUN_NO_ANSWER,
              String.format(
                  Locale.ROOT,
                  "no answer to %d Binding requests over UDP (%s) to %s in %.1f s",
                  seen.sendings(),
                  family(seen.server()),
                  TransportAddress.words(seen.server()),
                  seen.waited().toMillis() / 1000.0));
      case UNREACHABLE ->
          one(
              FindingCode.STUN_NO_ANSWER,
              "Binding request over UDP (%s) to %s: %s"
                  .formatted(
                      family(seen.server()), TransportAddress.words(seen.server()), seen.detail()));
      case MALFORMED ->
          one(
              FindingCode.STUN_ANSWER_MALFORMED,
              "the answer of %s over UDP is not RFC 8489: %s"
                  .formatted(TransportAddress.words(seen.server()), seen.detail()));
      case REFUSED ->
          one(
              FindingCode.STUN_ANSWER_MALFORMED,
              "%s refuses a plain Binding request with %s; browsers send no credentials with it"
                  .formatted(TransportAddress.words(seen.server()), seen.detail()));
      case ANSWERED -> mapping(seen);
    };
  }

  private static List<Fault> mapping(StunObservation seen) {
    Optional<InetSocketAddress> mapped = seen.xorMapped().or(seen::mapped);
    if (mapped.isEmpty()) {
      return one(
          FindingCode.STUN_ANSWER_MALFORMED,
          "the success response of %s has no readable XOR-MAPPED-ADDRESS"
              .formatted(TransportAddress.words(seen.server())));
    }
    if (seen.xorMapped().isPresent()
        && seen.mapped().isPresent()
        && !seen.mapped().equals(seen.xorMapped())) {
      return one(
          FindingCode.STUN_MAPPED_ADDRESS_WRONG,
          "MAPPED-ADDRESS says %s, XOR-MAPPED-ADDRESS says %s: something on the way rewrites addresses inside packets (ALG)"
              .formatted(
                  TransportAddress.words(seen.mapped().get()),
                  TransportAddress.words(seen.xorMapped().get())));
    }
    // The reverse is as it should be: NAT64 shows an IPv6 client by an IPv4 address.
    if (mapped.get().getAddress() instanceof Inet6Address
        && seen.server().getAddress() instanceof Inet4Address) {
      return one(
          FindingCode.STUN_MAPPED_ADDRESS_WRONG,
          "asked over IPv4, %s says that we are at %s: expected an IPv4 address"
              .formatted(
                  TransportAddress.words(seen.server()), TransportAddress.words(mapped.get())));
    }
    AddressScope scope = AddressScope.of(mapped.get().getAddress());
    AddressScope reached = AddressScope.of(seen.server().getAddress());
    if (scope == AddressScope.NONE || mapped.get().getPort() == 0 || scope.narrowerThan(reached)) {
      return one(
          FindingCode.STUN_MAPPED_ADDRESS_WRONG,
          "the server at %s (%s) sees us at %s (%s); what agents get from it cannot be reached from outside"
              .formatted(
                  TransportAddress.words(seen.server()),
                  reached.words(),
                  TransportAddress.words(mapped.get()),
                  scope.words()));
    }
    return List.of();
  }

  private static List<Fault> one(FindingCode code, String evidence) {
    return List.of(Fault.of(code, evidence));
  }

  private static String family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address ? "IPv6" : "IPv4";
  }
}
