package io.linecheck.probe.turn;

import io.linecheck.model.AddressScope;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import io.linecheck.probe.stun.TransportAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges data through a relay: silence, loss and round trip. */
public final class RelayDecision implements Decision<RelayObservation> {
  private static final double LOSS_WARNING = 0.01;
  private static final double LOSS_CRITICAL = 0.03;
  private static final long SLOW_WARNING_MILLIS = 200;
  private static final long SLOW_CRITICAL_MILLIS = 400;

  @Override
  public List<Fault> decide(Subject subject, RelayObservation seen) {
    if (seen.misnamed()) {
      return List.of(
          Fault.of(
              FindingCode.TURN_RELAY_ADDRESS_PRIVATE,
              "XOR-RELAYED-ADDRESS is %s (%s), but packets leave the relay from %s: what is sent to the relayed address does not come there"
                  .formatted(
                      TransportAddress.words(seen.relayed()),
                      AddressScope.of(seen.relayed().getAddress()).words(),
                      TransportAddress.words(seen.source().get()))));
    }
    if (seen.silenceProven() && seen.astray()) {
      return List.of(
          Fault.of(
              FindingCode.TURN_RELAY_ADDRESS_PRIVATE,
              "XOR-RELAYED-ADDRESS is %s (%s), another network than the server's own, and nothing came through it"
                  .formatted(
                      TransportAddress.words(seen.relayed()),
                      AddressScope.of(seen.relayed().getAddress()).words())));
    }
    if (seen.silenceProven()) {
      return List.of(
          Fault.of(
              FindingCode.TURN_RELAY_SILENT,
              "permission granted, but nothing came through the relayed address %s: not from our own address%s%s"
                  .formatted(
                      TransportAddress.words(seen.relayed()),
                      seen.heard() ? " (its packets reach us, our answers do not reach it)" : "",
                      seen.twoAllocations() == RelayObservation.Attempt.SILENT
                          ? ", nor between two allocations"
                          : "; a second allocation could not be used to compare")));
    }
    if (seen.channelRefused().isPresent()) {
      return List.of(refused(seen, seen.channelRefused().get()));
    }
    List<Fault> faults = new ArrayList<>();
    seen.measurement().ifPresent(numbers -> judge(numbers, faults));
    return faults;
  }

  /** Browsers send through channels and give the relay up that refuses one. */
  private static Fault refused(RelayObservation seen, Reply reply) {
    FindingCode code =
        switch (reply.outcome()) {
          case SILENT, BROKEN -> FindingCode.TURN_NO_ANSWER;
          case REFUSED ->
              switch (reply.code()) {
                case 486 -> FindingCode.TURN_QUOTA_REACHED;
                case 500, 508 -> FindingCode.TURN_CAPACITY_REACHED;
                default -> FindingCode.TURN_ANSWER_MALFORMED;
              };
          case MALFORMED, GRANTED, NOT_TRIED -> FindingCode.TURN_ANSWER_MALFORMED;
        };
    return Fault.of(
        code,
        "a correct ChannelBind at the relayed address %s: expected success, %s"
            .formatted(
                TransportAddress.words(seen.relayed()),
                switch (reply.outcome()) {
                  case SILENT -> "no answer (" + reply.detail() + ")";
                  case REFUSED -> "refused with " + reply.detail();
                  case BROKEN, MALFORMED, GRANTED, NOT_TRIED -> reply.detail();
                }));
  }

  /** Whether the way takes longer than it may. */
  static boolean isSlow(RelayMeasurement numbers) {
    return numbers.roundTrip().toMillis() > SLOW_WARNING_MILLIS;
  }

  private static void judge(RelayMeasurement numbers, List<Fault> faults) {
    double loss = numbers.lossRatio();
    if (loss > LOSS_WARNING) {
      faults.add(
          Fault.of(
              FindingCode.TURN_LOSS,
              loss > LOSS_CRITICAL ? Severity.CRITICAL : Severity.WARNING,
              String.format(
                  Locale.ROOT,
                  "%d of %d packets through the relay and back were lost (%.1f %%); at most 1 %% is expected",
                  numbers.sent() - numbers.received(),
                  numbers.sent(),
                  loss * 100)));
    }
    long millis = numbers.roundTrip().toMillis();
    if (isSlow(numbers)) {
      faults.add(
          Fault.of(
              FindingCode.TURN_SLOW,
              millis > SLOW_CRITICAL_MILLIS ? Severity.CRITICAL : Severity.WARNING,
              "the way through the relay and back takes %d ms; at most 200 ms are expected"
                  .formatted(millis)));
    }
  }
}
