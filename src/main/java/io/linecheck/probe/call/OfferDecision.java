package io.linecheck.probe.call;

import io.linecheck.model.AddressScope;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import io.linecheck.probe.call.CallObservation.Invite;
import io.linecheck.probe.call.CallObservation.Trial;
import io.linecheck.probe.call.SdpAnswer.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Judges the signalling of a call: the final answer, and the SDP line by line (RFC 8829). */
final class OfferDecision implements Decision<CallObservation> {
  private static final double SLOW_SECONDS = 3;

  @Override
  public List<Fault> decide(Subject subject, CallObservation seen) {
    if (seen.answer().isEmpty()) {
      return List.of(refused(seen));
    }
    List<Fault> faults = new ArrayList<>(answer(seen, seen.answer().get()).stream().toList());
    if (seen.invite().seconds() > SLOW_SECONDS) {
      faults.add(
          Fault.of(
              FindingCode.CALL_SETUP_SLOW,
              String.format(
                  Locale.ROOT,
                  "%.1f s from INVITE %s to its 200; expected under %.0f s",
                  seen.invite().seconds(),
                  seen.extension(),
                  SLOW_SECONDS)));
    }
    return faults;
  }

  private static Fault refused(CallObservation seen) {
    Invite invite = seen.invite();
    if (invite.status() / 100 == 2) {
      return Fault.of(
          FindingCode.SDP_NO_COMMON_CODEC,
          "INVITE " + seen.extension() + " got " + invite.words() + " without any SDP");
    }
    boolean media = invite.status() == 488 || invite.status() == 606 || invite.status() == 415;
    if (!media) {
      return Fault.of(
          FindingCode.CALL_REFUSED, "INVITE " + seen.extension() + " got " + invite.words());
    }
    Optional<Trial> accepted =
        seen.trials().stream().filter(trial -> trial.status() / 100 == 2).findFirst();
    String narrowed =
        accepted
            .map(trial -> "; accepted with one thing changed: " + trial.changed().words())
            .orElseGet(() -> seen.trials().isEmpty() ? "" : "; so with " + tried(seen.trials()));
    return Fault.of(
        FindingCode.CALL_OFFER_REJECTED,
        "INVITE "
            + seen.extension()
            + " with the offer of a browser got "
            + invite.words()
            + narrowed);
  }

  private static String tried(List<Trial> trials) {
    return String.join(", with ", trials.stream().map(trial -> trial.changed().words()).toList());
  }

  /** The first line that a browser could not use. */
  private static Optional<Fault> answer(CallObservation seen, SdpAnswer answer) {
    if (answer.port() == 0) {
      return fault(FindingCode.SDP_NO_COMMON_CODEC, "the audio line is refused: m=audio 0");
    }
    if (!answer.profile().contains("SAVP")) {
      return fault(
          FindingCode.SDP_PROFILE_WRONG,
          "m=audio … " + answer.profile() + " answers UDP/TLS/RTP/SAVPF");
    }
    if (codec(answer).isEmpty()) {
      return fault(
          FindingCode.SDP_NO_COMMON_CODEC,
          "offered opus, PCMU, PCMA; answered " + String.join(", ", answer.codecs()));
    }
    if (answer.ufrag().isEmpty() || answer.password().isEmpty()) {
      return fault(FindingCode.SDP_ICE_MISSING, "no a=ice-ufrag and a=ice-pwd in the answer");
    }
    if (answer.fingerprint().isEmpty()) {
      return fault(FindingCode.SDP_FINGERPRINT_MISSING, "no a=fingerprint in the answer");
    }
    if (Set.of("actpass", "holdconn").contains(answer.setup())) {
      return fault(
          FindingCode.SDP_SETUP_CONFLICT,
          "a=setup:" + answer.setup() + " answers a=setup:actpass; expected active or passive");
    }
    if (!answer.rtcpMux()) {
      return fault(FindingCode.SDP_RTCP_MUX_MISSING, "no a=rtcp-mux in the answer");
    }
    return privateOnly(seen, answer);
  }

  private static Optional<Fault> privateOnly(CallObservation seen, SdpAnswer answer) {
    Optional<AddressScope> walked = scope(seen.walked());
    boolean outside = walked.filter(AddressScope.PUBLIC::equals).isPresent();
    List<Candidate> candidates = answer.candidates();
    if (candidates.isEmpty()) {
      return fault(FindingCode.SDP_ICE_MISSING, "a=ice-ufrag, but no candidate over UDP");
    }
    boolean none =
        candidates.stream()
            .map(candidate -> scope(candidate.address()))
            .flatMap(Optional::stream)
            .allMatch(scope -> scope.narrowerThan(AddressScope.PUBLIC));
    if (!outside || !none) {
      return Optional.empty();
    }
    return fault(
        FindingCode.SDP_PRIVATE_CANDIDATES_ONLY,
        "the dialer is reached at "
            + seen.walked()
            + ", its candidates are "
            + String.join(
                ", ",
                candidates.stream()
                    .map(one ->
                        one.address()
                            + ":"
                            + one.port()
                            + " ("
                            + scope(one.address()).map(AddressScope::words).orElse("?")
                            + ")")
                    .toList()));
  }

  private static Optional<AddressScope> scope(String address) {
    return SdpAnswer.literal(address).map(AddressScope::of);
  }

  private static Optional<Fault> fault(FindingCode code, String evidence) {
    return Optional.of(Fault.of(code, evidence));
  }

  /** The first audio codec of the answer that was offered, {@code 0 PCMU/8000}. */
  static Optional<String> codec(SdpAnswer answer) {
    return answer.codecs().stream()
        .filter(
            codec -> codec.toLowerCase(Locale.ROOT).matches("\\d+ (opus/48000/2|pcm[ua]/8000.*)"))
        .findFirst();
  }
}
