package io.linecheck.selftest;

import io.linecheck.model.FindingCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The code an agent reads out to support: outcome and findings in eight characters, so that it says
 * all even when no report came through. Crockford's base 32 (no I, L, O, U); 2 bits of outcome, 28
 * bits of findings, 10 bits of the run to tell runs apart.
 */
public final class ShortCode {
  /** What one run can find, in the order of its bits; append only. */
  static final List<FindingCode> REPORTED =
      List.of(
          FindingCode.AGENT_PAGE_INSECURE,
          FindingCode.AGENT_BROWSER_UNSUPPORTED,
          FindingCode.AGENT_MICROPHONE_BLOCKED,
          FindingCode.AGENT_MICROPHONE_BLOCKED_BY_SYSTEM,
          FindingCode.AGENT_MICROPHONE_BUSY,
          FindingCode.AGENT_MICROPHONE_MISSING,
          FindingCode.AGENT_MICROPHONE_UNANSWERED,
          FindingCode.AGENT_MICROPHONE_SILENT,
          FindingCode.AGENT_MICROPHONE_CLIPPING,
          FindingCode.AGENT_SPEAKER_NOT_HEARD,
          FindingCode.AGENT_AUTOPLAY_BLOCKED,
          FindingCode.AGENT_WSS_BLOCKED,
          FindingCode.AGENT_LOCAL_NETWORK_PERMISSION,
          FindingCode.AGENT_SIP_REFUSED,
          FindingCode.AGENT_UDP_BLOCKED,
          FindingCode.AGENT_TURN_PORT_BLOCKED,
          FindingCode.AGENT_ONLY_443,
          FindingCode.AGENT_FULLY_FILTERED,
          FindingCode.AGENT_NAT_SYMMETRIC,
          FindingCode.AGENT_NAT_CARRIER_GRADE,
          FindingCode.AGENT_RELAY_UNUSED_BY_PHONE,
          FindingCode.AGENT_NETWORK_QUALITY_LOW,
          FindingCode.AGENT_AUDIO_ONE_WAY,
          FindingCode.AGENT_TAB_THROTTLED,
          FindingCode.AGENT_TAB_FROZEN,
          FindingCode.AGENT_ON_BATTERY,
          FindingCode.TURN_CREDENTIALS_REJECTED,
          FindingCode.TURN_RELAY_SILENT);

  private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private ShortCode() {}

  /**
   * What a code says.
   *
   * @param outcome the big word
   * @param codes what was found
   */
  public record Meaning(Outcome outcome, List<FindingCode> codes) {}

  /** The code of a run, {@code G0G4-00T7}. */
  public static String of(Outcome outcome, Collection<FindingCode> codes, String run) {
    long bits = List.of(Outcome.values()).indexOf(outcome);
    for (int i = 0; i < 28; i++) {
      bits = (bits << 1) | (i < REPORTED.size() && codes.contains(REPORTED.get(i)) ? 1 : 0);
    }
    bits = (bits << 10) | mark(run);
    StringBuilder text = new StringBuilder();
    for (int shift = 35; shift >= 0; shift -= 5) {
      text.append(LETTERS.charAt((int) ((bits >>> shift) & 31)));
    }
    return text.insert(4, '-').toString();
  }

  /** What a code says, however it was typed; empty where it is no code. */
  public static Optional<Meaning> read(String typed) {
    String text =
        typed
            .toUpperCase(Locale.ROOT)
            .replaceAll("[\\s-]", "")
            .replace('O', '0')
            .replace('I', '1')
            .replace('L', '1');
    if (text.length() != 8 || !text.chars().allMatch(letter -> LETTERS.indexOf(letter) >= 0)) {
      return Optional.empty();
    }
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = (bits << 5) | LETTERS.indexOf(text.charAt(i));
    }
    List<FindingCode> codes = new ArrayList<>();
    for (int i = 0; i < REPORTED.size(); i++) {
      if (((bits >>> (37 - i)) & 1) == 1) {
        codes.add(REPORTED.get(i));
      }
    }
    return Optional.of(new Meaning(List.of(Outcome.values()).get((int) (bits >>> 38)), codes));
  }

  /** Ten bits of the run's id: FNV-1a of 32 bits, folded. */
  private static int mark(String run) {
    int hash = 0x811c9dc5;
    for (int i = 0; i < run.length(); i++) {
      hash = (hash ^ run.charAt(i)) * 0x01000193;
    }
    return (hash ^ (hash >>> 10) ^ (hash >>> 20)) & 0x3ff;
  }
}
