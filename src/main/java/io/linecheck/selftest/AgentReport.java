package io.linecheck.selftest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServiceKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a browser told about one run, checked and bounded. Holds no audio, no password, no address.
 *
 * @param run the run's id, chosen by the page; parts of one run share it
 * @param kind what was told
 * @param sequence grows with each part of a run; an older part never replaces a newer
 * @param done whether the run came to its end
 * @param browser who ran it
 * @param network what the browser says of its network, {@code wifi}, {@code 4g}
 * @param nat how the network maps addresses
 * @param tests what each test said
 * @param socket the attempt at the dialer's WebSocket
 * @param doors the attempts at STUN and TURN servers
 * @param quality what was measured
 * @param phoneWorks whether an echo call had sound that was made as the dialer's own web phone
 *     makes it; empty where none was
 * @param word what the agent wrote, at most 40 characters
 * @param body the same as it was sent, without what is unknown; kept for support
 */
public record AgentReport(
    String run,
    Kind kind,
    int sequence,
    boolean done,
    Browser browser,
    Optional<String> network,
    Optional<String> nat,
    List<TestResult> tests,
    Optional<Socket> socket,
    List<Door> doors,
    Quality quality,
    Optional<Boolean> phoneWorks,
    Optional<String> word,
    ObjectNode body) {
  public AgentReport {
    tests = List.copyOf(tests);
    doors = List.copyOf(doors);
    body = body.deepCopy();
  }

  /** What was told. */
  public enum Kind {
    /** A run of the tests. */
    SELF_TEST,
    /** "I couldn't hear them", during the shift. */
    COMPLAINT
  }

  /**
   * A browser.
   *
   * @param name {@code Chrome}
   * @param major its major version
   * @param system {@code Windows}
   */
  public record Browser(Optional<String> name, OptionalInt major, Optional<String> system) {}

  /**
   * One test.
   *
   * @param test its name, {@code microphone}
   * @param verdict how it ended
   * @param codes what it found
   * @param evidence what was seen, for support
   * @param seconds how long it took
   */
  public record TestResult(
      String test, String verdict, List<FindingCode> codes, String evidence, double seconds) {}

  /**
   * The WebSocket to the dialer.
   *
   * @param reached whether it opened with the sub-protocol {@code sip}
   * @param closeCode of the close frame, 1006 without one
   * @param seconds until it opened or failed
   * @param controlReached whether an HTTPS request to the same host was answered
   */
  public record Socket(
      boolean reached, int closeCode, double seconds, Optional<Boolean> controlReached) {}

  /**
   * One STUN or TURN door.
   *
   * @param kind what was asked
   * @param host whom
   * @param port 1 to 65535
   * @param state what came of it
   */
  public record Door(ServiceKind kind, String host, int port, State state) {
    /** What came of it, the best first. */
    public enum State {
      /** A candidate of that kind came. */
      REACHED,
      /** A relay was given and carried nothing. */
      CARRIES_NOTHING,
      /** It answered and refused the credentials (401, 403). */
      REFUSED,
      /** Nothing came. */
      SILENT
    }
  }

  /**
   * What was measured.
   *
   * @param mos by the E-model, 1 to 4.5
   * @param rttSeconds round trip
   * @param jitterSeconds RFC 3550 section 6.4.1
   * @param lossRatio 0 to 1
   */
  public record Quality(
      OptionalDouble mos,
      OptionalDouble rttSeconds,
      OptionalDouble jitterSeconds,
      OptionalDouble lossRatio) {}
}
