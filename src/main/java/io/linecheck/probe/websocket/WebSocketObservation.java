package io.linecheck.probe.websocket;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the upgrade came to, and whatever was asked beside it to tell causes apart.
 *
 * @param origin the Origin that was sent
 * @param upgrade the answer to the upgrade with sub-protocol {@code sip} and Origin
 * @param plainGet the answer to a GET without upgrade, where it was asked
 * @param echo the answer to an upgrade with Asterisk's built-in sub-protocol {@code echo}
 * @param withoutProtocol the answer to an upgrade that names no sub-protocol
 * @param withoutOrigin the answer to an upgrade without Origin
 * @param repeats the answers to the same upgrade again, seconds apart, after one without a byte
 * @param ending how the WebSocket ended after the 101 although nothing had been sent over it
 */
public record WebSocketObservation(
    String origin,
    UpgradeAnswer upgrade,
    Optional<UpgradeAnswer> plainGet,
    Optional<UpgradeAnswer> echo,
    Optional<UpgradeAnswer> withoutProtocol,
    Optional<UpgradeAnswer> withoutOrigin,
    List<UpgradeAnswer> repeats,
    Optional<Ending> ending) {
  public WebSocketObservation {
    origin = Objects.requireNonNullElse(origin, "");
    Objects.requireNonNull(upgrade);
    repeats = repeats == null ? List.of() : List.copyOf(repeats);
  }

  /**
   * How a WebSocket ended right after its 101.
   *
   * @param framesBroken whether the frames broke the rules, rather than the peer closing
   * @param words close code and reason, or what was wrong
   */
  public record Ending(boolean framesBroken, String words) {}

  static WebSocketObservation of(String origin, UpgradeAnswer upgrade) {
    return new WebSocketObservation(
        origin,
        upgrade,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  WebSocketObservation withPlainGet(UpgradeAnswer answer) {
    return new WebSocketObservation(
        origin,
        upgrade,
        Optional.of(answer),
        echo,
        withoutProtocol,
        withoutOrigin,
        repeats,
        ending);
  }

  WebSocketObservation withEcho(UpgradeAnswer answer) {
    return new WebSocketObservation(
        origin,
        upgrade,
        plainGet,
        Optional.of(answer),
        withoutProtocol,
        withoutOrigin,
        repeats,
        ending);
  }

  WebSocketObservation withoutProtocol(UpgradeAnswer answer) {
    return new WebSocketObservation(
        origin, upgrade, plainGet, echo, Optional.of(answer), withoutOrigin, repeats, ending);
  }

  WebSocketObservation withoutOrigin(UpgradeAnswer answer) {
    return new WebSocketObservation(
        origin, upgrade, plainGet, echo, withoutProtocol, Optional.of(answer), repeats, ending);
  }

  WebSocketObservation withRepeats(List<UpgradeAnswer> answers) {
    return new WebSocketObservation(
        origin, upgrade, plainGet, echo, withoutProtocol, withoutOrigin, answers, ending);
  }

  WebSocketObservation withEnding(Ending how) {
    return new WebSocketObservation(
        origin, upgrade, plainGet, echo, withoutProtocol, withoutOrigin, repeats, Optional.of(how));
  }
}
