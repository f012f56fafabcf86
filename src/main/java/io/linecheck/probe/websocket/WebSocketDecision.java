package io.linecheck.probe.websocket;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import io.linecheck.probe.websocket.UpgradeAnswer.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Judges the upgrade to a SIP WebSocket (RFC 6455 section 4, RFC 7118 section 4). */
public final class WebSocketDecision implements Decision<WebSocketObservation> {
  private static final List<String> PROXIES =
      List.of(
          "nginx",
          "openresty",
          "apache",
          "haproxy",
          "envoy",
          "traefik",
          "caddy",
          "cloudflare",
          "varnish",
          "squid",
          "litespeed",
          "microsoft-iis",
          "awselb",
          "akamai");

  @Override
  public List<Fault> decide(Subject subject, WebSocketObservation seen) {
    return decideOne(subject, seen).stream().toList();
  }

  private static Optional<Fault> decideOne(Subject subject, WebSocketObservation seen) {
    String path = subject.service().path();
    UpgradeAnswer upgrade = seen.upgrade();
    return switch (upgrade.outcome()) {
      case SWITCHED -> switched(seen);
      case STATUS -> Optional.of(status(subject, seen));
      case CLOSED_EMPTY, BROKEN_EMPTY -> Optional.of(empty(subject, seen));
      case CUT_SHORT, MALFORMED ->
          fault(
              FindingCode.WEBSOCKET_HANDSHAKE_MALFORMED,
              "the upgrade of %s was answered with %s".formatted(path, upgrade.detail()),
              upgrade);
      case SILENT, NOT_CONNECTED ->
          fault(
              FindingCode.WEBSOCKET_NO_ANSWER,
              "TLS stands, but the upgrade of %s got %s; expected 101"
                  .formatted(path, upgrade.words()),
              upgrade);
    };
  }

  private static Optional<Fault> switched(WebSocketObservation seen) {
    UpgradeAnswer upgrade = seen.upgrade();
    if (!upgrade.agreed("sip")) {
      String came = upgrade.header("sec-websocket-protocol");
      return fault(
          FindingCode.WEBSOCKET_SUBPROTOCOL_NOT_ECHOED,
          came.isEmpty()
              ? "101 without Sec-WebSocket-Protocol; expected 'sip'. A browser that asked for it drops the connection"
              : "101 with Sec-WebSocket-Protocol '%s'; expected 'sip', letter by letter. Browsers drop the connection"
                  .formatted(came),
          upgrade);
    }
    return seen.ending()
        .flatMap(ending ->
            ending.framesBroken()
                ? fault(
                    FindingCode.WEBSOCKET_HANDSHAKE_MALFORMED,
                    "101 with 'sip' agreed, then " + ending.words(),
                    upgrade)
                : fault(
                    FindingCode.WEBSOCKET_CLOSED,
                    "101 with 'sip' agreed, then, although nothing was sent over it, "
                        + ending.words(),
                    upgrade));
  }

  private static Fault status(Subject subject, WebSocketObservation seen) {
    UpgradeAnswer upgrade = seen.upgrade();
    String path = subject.service().path();
    String asked = "upgrade of %s with 'sip': %s".formatted(path, words(upgrade));
    return switch (upgrade.status()) {
      case 404 ->
          faultOf(
              FindingCode.WEBSOCKET_PATH_UNKNOWN,
              asked + seen.plainGet().map(get -> "; plain GET: " + words(get)).orElse(""),
              upgrade);
      case 403 -> forbidden(seen, asked);
      case 503 -> unavailable(subject, seen, asked);
      case 200, 502 ->
          faultOf(FindingCode.WEBSOCKET_UPGRADE_LOST, asked + "; expected 101", upgrade);
      case 426 ->
          refusesVersion(upgrade)
              ? faultOf(FindingCode.WEBSOCKET_UPGRADE_REFUSED, asked + versions(upgrade), upgrade)
              : faultOf(
                  FindingCode.WEBSOCKET_UPGRADE_LOST,
                  asked + "; the upgrade was sent, so something on the way dropped it",
                  upgrade);
      default -> narrowed(seen, asked);
    };
  }

  private static Fault forbidden(WebSocketObservation seen, String asked) {
    UpgradeAnswer upgrade = seen.upgrade();
    if (seen.withoutOrigin().filter(other -> other.outcome() == Outcome.SWITCHED).isPresent()) {
      return new Fault(
          FindingCode.WEBSOCKET_ORIGIN_REFUSED,
          FindingCode.WEBSOCKET_ORIGIN_REFUSED.severity(),
          "%s with Origin %s; without Origin: 101".formatted(asked, seen.origin()),
          Map.of("origin", seen.origin(), "status", "403", "server", upgrade.header("server")));
    }
    return faultOf(
        FindingCode.WEBSOCKET_UPGRADE_REFUSED,
        asked
            + seen.withoutOrigin().map(other -> "; without Origin also " + words(other)).orElse(""),
        upgrade);
  }

  /**
   * A 503 is Asterisk's own while it stops; behind a known proxy, or on a product that has no such
   * answer, it is a refusal like any other.
   */
  private static Fault unavailable(Subject subject, WebSocketObservation seen, String asked) {
    UpgradeAnswer upgrade = seen.upgrade();
    boolean saysSo =
        isAsterisk(upgrade) || upgrade.body().toLowerCase(Locale.ROOT).contains("shutdown");
    boolean mayBe =
        isAsterisk(subject.dialer().platform())
            && !isProxy(upgrade)
            && seen.plainGet().filter(get -> !get.isStatus(503)).isEmpty();
    String retry = upgrade.header("retry-after");
    String evidence =
        asked
            + seen.plainGet().map(get -> "; plain GET: " + words(get)).orElse("")
            + (retry.isEmpty() ? "" : "; Retry-After: " + retry);
    return faultOf(
        saysSo || mayBe ? FindingCode.HTTP_SERVER_STOPPING : FindingCode.WEBSOCKET_UPGRADE_REFUSED,
        evidence,
        upgrade);
  }

  /** Any other status, with what the further attempts said. */
  private static Fault narrowed(WebSocketObservation seen, String asked) {
    UpgradeAnswer upgrade = seen.upgrade();
    if (seen.echo().filter(echo -> echo.agreed("echo")).isPresent()) {
      return faultOf(
          FindingCode.WEBSOCKET_SIP_DRIVER_MISSING,
          asked
              + versions(upgrade)
              + "; with sub-protocol 'echo': 101. The WebSocket lives, no SIP driver is behind it",
          upgrade);
    }
    Optional<UpgradeAnswer> bare =
        seen.withoutProtocol().or(seen::echo).filter(other -> other.outcome() == Outcome.SWITCHED);
    if (bare.isPresent()) {
      return faultOf(
          FindingCode.WEBSOCKET_SUBPROTOCOL_REFUSED,
          asked + versions(upgrade) + "; without it: " + bare.get().words(),
          upgrade);
    }
    // The version that was sent is among those it speaks, so only the sub-protocol is left.
    if (upgrade.isStatus(400)
        && !upgrade.header("sec-websocket-version").isEmpty()
        && !refusesVersion(upgrade)) {
      return faultOf(
          FindingCode.WEBSOCKET_SUBPROTOCOL_REFUSED,
          asked
              + versions(upgrade)
              + seen.echo().map(echo -> "; with 'echo': " + words(echo)).orElse(""),
          upgrade);
    }
    String location = upgrade.header("location");
    return faultOf(
        FindingCode.WEBSOCKET_UPGRADE_REFUSED,
        asked
            + versions(upgrade)
            + (location.isEmpty() ? "" : "; Location: " + location)
            + "; expected 101",
        upgrade);
  }

  /** Closed or reset with TLS done and not a byte of HTTP. */
  private static Fault empty(Subject subject, WebSocketObservation seen) {
    UpgradeAnswer upgrade = seen.upgrade();
    long attempts = 1L + seen.repeats().size();
    long empty = 1L + seen.repeats().stream().filter(UpgradeAnswer::isEmpty).count();
    boolean orderly =
        upgrade.outcome() == Outcome.CLOSED_EMPTY
            || seen.repeats().stream().anyMatch(r -> r.outcome() == Outcome.CLOSED_EMPTY);
    Platform platform = subject.dialer().platform();
    boolean canBeLimit = platform != Platform.KAMAILIO && platform != Platform.FREESWITCH;
    String evidence =
        "TLS was completed, then the connection was %s, %d of %d times"
            .formatted(upgrade.words(), empty, attempts);
    if (attempts >= 3 && empty == attempts && orderly && canBeLimit) {
      return faultOf(
          FindingCode.HTTP_SESSION_LIMIT,
          evidence + "; Asterisk does so beyond sessionlimit (100 unless set)",
          upgrade);
    }
    Optional<UpgradeAnswer> other =
        seen.repeats().stream().filter(repeat -> !repeat.isEmpty()).findFirst();
    return faultOf(
        FindingCode.WEBSOCKET_CLOSED,
        evidence + other.map(answer -> "; another time: " + answer.words()).orElse(""),
        upgrade);
  }

  private static boolean refusesVersion(UpgradeAnswer answer) {
    String versions = answer.header("sec-websocket-version");
    return !versions.isEmpty() && !List.of(versions.split("\\s*,\\s*", -1)).contains("13");
  }

  private static String versions(UpgradeAnswer answer) {
    String versions = answer.header("sec-websocket-version");
    return versions.isEmpty() ? "" : " (Sec-WebSocket-Version: " + versions + ")";
  }

  static boolean isAsterisk(UpgradeAnswer answer) {
    return answer.header("server").toLowerCase(Locale.ROOT).startsWith("asterisk");
  }

  private static boolean isAsterisk(Platform platform) {
    return switch (platform) {
      case VICIDIAL, ASTERISK -> true;
      case THREE_CX, FREESWITCH, KAMAILIO, GENERIC -> false;
    };
  }

  private static boolean isProxy(UpgradeAnswer answer) {
    String server = answer.header("server").toLowerCase(Locale.ROOT);
    return !answer.header("via").isEmpty() || PROXIES.stream().anyMatch(server::startsWith);
  }

  private static String words(UpgradeAnswer answer) {
    String server = answer.header("server");
    return answer.words() + (server.isEmpty() ? "" : " from " + server);
  }

  private static Optional<Fault> fault(FindingCode code, String evidence, UpgradeAnswer answer) {
    return Optional.of(faultOf(code, evidence, answer));
  }

  private static Fault faultOf(FindingCode code, String evidence, UpgradeAnswer answer) {
    return new Fault(
        code,
        code.severity(),
        evidence,
        Map.of("status", Integer.toString(answer.status()), "server", answer.header("server")));
  }
}
