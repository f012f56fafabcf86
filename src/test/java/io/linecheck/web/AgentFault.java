package io.linecheck.web;

import static io.linecheck.model.FindingCode.*;
import static io.linecheck.selftest.Outcome.NOT_READY;
import static io.linecheck.selftest.Outcome.READY;
import static io.linecheck.selftest.Outcome.READY_WITH_WARNINGS;

import io.linecheck.model.FindingCode;
import io.linecheck.model.ServiceKind;
import io.linecheck.selftest.Outcome;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A fault of an agent's place, and what must be said of it.
 *
 * @param name also the agent's
 * @param script what is done to the browser before the page runs
 * @param session what becomes of the server's answer on its way
 * @param answer what the agent says to the question whether the tone was heard; empty: not asked
 * @param outcome the big word
 * @param code the finding, with the instruction that the page's texts give it
 */
record AgentFault(
    String name,
    String script,
    UnaryOperator<String> session,
    String answer,
    Outcome outcome,
    FindingCode code) {
  /** Where nothing is wrong with the server's answer, and no time is spent on doors. */
  static final UnaryOperator<String> PLAIN =
      json -> json.replaceAll("\"doors\":\\[[^\\]]*\\]", "\"doors\":[]");

  private static AgentFault browser(
      String name, String script, String answer, Outcome outcome, FindingCode code) {
    return new AgentFault(name, script, PLAIN, answer, outcome, code);
  }

  private static AgentFault dialer(String name, UnaryOperator<String> session, FindingCode code) {
    return new AgentFault(
        name, "", json -> session.apply(PLAIN.apply(json)), "Yes", NOT_READY, code);
  }

  /** A microphone that cannot be opened. */
  private static AgentFault refused(String name, String error, String message, FindingCode code) {
    String script =
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('"
            + message
            + "', '"
            + error
            + "'));";
    return browser(name, script, "Yes", NOT_READY, code);
  }

  /** A microphone that hears a tone of this loudness, 1 being full scale. */
  private static AgentFault sounding(String name, double loudness, FindingCode code) {
    String script =
        "navigator.mediaDevices.getUserMedia = async () => { const context = new AudioContext();"
            + " const [tone, gain, end] = [context.createOscillator(), context.createGain(),"
            + " context.createMediaStreamDestination()]; gain.gain.value = "
            + loudness
            + "; tone.connect(gain).connect(end); tone.start(); return end.stream; };";
    return browser(name, script, "Yes", READY_WITH_WARNINGS, code);
  }

  /** A network that the browser meets at these doors only. */
  static AgentFault network(String name, Outcome outcome, FindingCode code, String... doors) {
    String all = "\"doors\":[" + String.join(",", doors) + "]";
    return new AgentFault(
        name, "", json -> json.replaceAll("\"doors\":\\[[^\\]]*\\]", all), "Yes", outcome, code);
  }

  /** One door of it, as the server tells the page. */
  static String door(ServiceKind kind, int port) {
    return "{\"kind\":\"" + kind.word() + "\",\"host\":\"127.0.0.1\",\"port\":" + port + "}";
  }

  /**
   * All of them, the slowest first.
   *
   * @param silent a UDP port of loopback that never answers
   * @param closed a TCP port of loopback that refuses
   */
  static List<AgentFault> all(int silent, int closed) {
    return List.of(
        browser(
            "unanswered",
            // The twenty seconds that a question may stay unanswered pass in two.
            "const real = setTimeout; setTimeout = (...what) =>"
                + " real(what[0], what[1] === 20000 ? 2000 : what[1]);"
                + " navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);",
            "Yes",
            NOT_READY,
            AGENT_MICROPHONE_UNANSWERED),
        new AgentFault(
            "stun-dead",
            "",
            json -> json.replaceAll("(stun\",\"host\":\"127.0.0.1\",\"port\":)\\d+", "$1" + silent),
            "Yes",
            READY_WITH_WARNINGS,
            AGENT_TURN_PORT_BLOCKED),
        new AgentFault(
            "turn-secret",
            "",
            json -> json.replaceAll("\"credential\":\"[^\"]*\"", "\"credential\":\"wrong\""),
            "Yes",
            READY_WITH_WARNINGS,
            TURN_CREDENTIALS_REJECTED),
        dialer(
            "wss-closed",
            json -> json.replaceAll("(wss://[^:]+:)\\d+", "$1" + closed),
            AGENT_WSS_BLOCKED),
        dialer(
            "password", json -> json.replace("practice-makes-perfect", "wrong"), AGENT_SIP_REFUSED),
        dialer(
            "extension",
            json -> json.replace("\"user\":\"7999\"", "\"user\":\"4711\""),
            AGENT_SIP_REFUSED),
        browser(
            "denied",
            "navigator.permissions.query = () => Promise.resolve({state: 'denied'});"
                + " navigator.mediaDevices.getUserMedia = () => Promise.reject("
                + "new DOMException('Permission denied', 'NotAllowedError'));",
            "Yes",
            NOT_READY,
            AGENT_MICROPHONE_BLOCKED),
        refused(
            "by-system",
            "NotAllowedError",
            "Permission denied by system",
            AGENT_MICROPHONE_BLOCKED_BY_SYSTEM),
        refused(
            "policy",
            "NotAllowedError",
            "Permissions policy violation: microphone is not allowed in this document",
            AGENT_MICROPHONE_BLOCKED),
        refused("missing", "NotFoundError", "Requested device not found", AGENT_MICROPHONE_MISSING),
        refused("busy", "NotReadableError", "Could not start audio source", AGENT_MICROPHONE_BUSY),
        sounding("silent", 0, AGENT_MICROPHONE_SILENT),
        sounding("quiet", 0.004, AGENT_MICROPHONE_SILENT),
        sounding("clipping", 20, AGENT_MICROPHONE_CLIPPING),
        browser("deaf", "", "No", READY_WITH_WARNINGS, AGENT_SPEAKER_NOT_HEARD),
        browser(
            "autoplay",
            "Object.defineProperty(AudioContext.prototype, 'state', {get: () => 'suspended'});",
            "",
            READY_WITH_WARNINGS,
            AGENT_AUTOPLAY_BLOCKED),
        browser(
            "battery",
            "navigator.getBattery = () => Promise.resolve({charging: false, level: 0.3});",
            "Yes",
            READY,
            AGENT_ON_BATTERY),
        browser(
            "no-webrtc",
            "delete window.RTCPeerConnection;",
            "",
            NOT_READY,
            AGENT_BROWSER_UNSUPPORTED),
        browser(
            "old",
            "Object.defineProperty(navigator, 'userAgent',"
                + " {value: 'Mozilla/5.0 (Windows NT 10.0) Chrome/90.0.4430.93 Safari/537.36'});",
            "",
            NOT_READY,
            AGENT_BROWSER_UNSUPPORTED),
        browser(
            "insecure",
            "Object.defineProperty(window, 'isSecureContext', {value: false});",
            "",
            NOT_READY,
            AGENT_PAGE_INSECURE));
  }
}
