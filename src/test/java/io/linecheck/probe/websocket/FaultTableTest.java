package io.linecheck.probe.websocket;

import static io.linecheck.peer.StubAsterisk.Driver.ANONYMOUS;
import static io.linecheck.peer.StubAsterisk.Driver.CHAN_SIP;
import static io.linecheck.peer.StubAsterisk.Driver.FREESWITCH;
import static io.linecheck.peer.StubAsterisk.Driver.PJSIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Platform;
import io.linecheck.model.Secret;
import io.linecheck.model.Severity;
import io.linecheck.model.SipAccount;
import io.linecheck.peer.Ailing;
import io.linecheck.peer.StubAsterisk;
import io.linecheck.peer.StubAsterisk.Driver;
import io.linecheck.probe.sip.FailedLoginBudget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fault by fault: the one code it gives, no other, with how many further connections and how many
 * failed logins.
 */
class FaultTableTest {
  /**
   * A row.
   *
   * @param code the only code; empty where nothing is found
   * @param further connections beyond the first
   * @param failedLogins digests the server refused
   */
  record Row(
      String what,
      Driver driver,
      List<Ailing> ailing,
      String user,
      String password,
      Platform platform,
      String code,
      Severity severity,
      int further,
      int failedLogins) {
    static Row of(Driver driver, Ailing ailing, String code, int further, int failedLogins) {
      return new Row(
          driver + " " + ailing,
          driver,
          List.of(ailing),
          "7999",
          "s3cret",
          Platform.VICIDIAL,
          code,
          Severity.CRITICAL,
          further,
          failedLogins);
    }

    static Row healthy(Driver driver, Ailing... ailing) {
      return new Row(
          driver + " " + List.of(ailing),
          driver,
          List.of(ailing),
          "7999",
          "s3cret",
          Platform.VICIDIAL,
          "",
          Severity.CRITICAL,
          0,
          0);
    }

    Row with(Severity other) {
      return new Row(
          what, driver, ailing, user, password, platform, code, other, further, failedLogins);
    }

    Row as(String otherUser, String otherPassword) {
      return new Row(
          what + " as " + otherUser + "/" + otherPassword,
          driver,
          ailing,
          otherUser,
          otherPassword,
          platform,
          code,
          severity,
          further,
          failedLogins);
    }

    Row on(Platform other) {
      return new Row(
          what + " on " + other,
          driver,
          ailing,
          user,
          password,
          other,
          code,
          severity,
          further,
          failedLogins);
    }

    @Override
    public String toString() {
      return what + " → " + (code.isEmpty() ? "nothing" : code);
    }
  }

  static Stream<Row> handshakes() {
    return Stream.of(
        Row.of(PJSIP, Ailing.SIP_DRIVER_MISSING, "websocket-sip-driver-missing", 1, 0),
        Row.of(CHAN_SIP, Ailing.SIP_DRIVER_MISSING, "websocket-sip-driver-missing", 1, 0),
        Row.of(PJSIP, Ailing.MODULE_MISSING, "websocket-path-unknown", 1, 0),
        Row.of(PJSIP, Ailing.SUBPROTOCOL_REFUSED, "websocket-subprotocol-refused", 2, 0),
        Row.of(PJSIP, Ailing.SUBPROTOCOL_IGNORED, "websocket-subprotocol-not-echoed", 0, 0),
        Row.of(PJSIP, Ailing.SUBPROTOCOL_IN_CAPITALS, "websocket-subprotocol-not-echoed", 0, 0),
        Row.of(PJSIP, Ailing.ORIGIN_REFUSED, "websocket-origin-refused", 1, 0),
        Row.of(PJSIP, Ailing.UPGRADE_401, "websocket-upgrade-refused", 2, 0),
        Row.of(PJSIP, Ailing.UPGRADE_403, "websocket-upgrade-refused", 1, 0),
        Row.of(PJSIP, Ailing.UPGRADE_405, "websocket-upgrade-refused", 2, 0),
        Row.of(PJSIP, Ailing.UPGRADE_500, "websocket-upgrade-refused", 2, 0),
        Row.of(PJSIP, Ailing.UPGRADE_504, "websocket-upgrade-refused", 2, 0),
        Row.of(PJSIP, Ailing.UPGRADE_REDIRECTED, "websocket-upgrade-refused", 0, 0),
        Row.of(PJSIP, Ailing.PROXY_200, "websocket-upgrade-lost", 0, 0),
        Row.of(PJSIP, Ailing.PROXY_426, "websocket-upgrade-lost", 0, 0),
        Row.of(PJSIP, Ailing.PROXY_502, "websocket-upgrade-lost", 0, 0),
        Row.of(PJSIP, Ailing.PROXY_503, "websocket-upgrade-refused", 1, 0),
        Row.of(PJSIP, Ailing.STOPPING, "http-server-stopping", 1, 0).with(Severity.WARNING),
        Row.of(PJSIP, Ailing.VERSION_8_ONLY, "websocket-upgrade-refused", 0, 0),
        Row.of(PJSIP, Ailing.SILENT_TO_UPGRADE, "websocket-no-answer", 0, 0),
        Row.of(PJSIP, Ailing.DRIBBLING, "websocket-no-answer", 0, 0),
        Row.of(PJSIP, Ailing.SESSION_LIMIT, "http-session-limit", 2, 0),
        Row.of(PJSIP, Ailing.SESSION_LIMIT, "websocket-closed", 2, 0).on(Platform.KAMAILIO),
        Row.of(PJSIP, Ailing.CLOSED_ONCE, "websocket-closed", 1, 0),
        Row.of(PJSIP, Ailing.ALWAYS_RESET, "websocket-closed", 2, 0),
        Row.of(PJSIP, Ailing.WRONG_ACCEPT, "websocket-handshake-malformed", 0, 0),
        Row.of(PJSIP, Ailing.NO_UPGRADE_HEADER, "websocket-handshake-malformed", 0, 0),
        Row.of(PJSIP, Ailing.UNASKED_EXTENSION, "websocket-handshake-malformed", 0, 0),
        Row.of(PJSIP, Ailing.NOT_HTTP, "websocket-handshake-malformed", 0, 0),
        Row.of(PJSIP, Ailing.ENDLESS_HEADERS, "websocket-handshake-malformed", 0, 0),
        Row.of(PJSIP, Ailing.HEAD_CUT_SHORT, "websocket-handshake-malformed", 0, 0),
        Row.of(PJSIP, Ailing.CLOSE_FRAME_AT_ONCE, "websocket-closed", 1, 0),
        Row.of(PJSIP, Ailing.HANGS_UP_AT_ONCE, "websocket-closed", 1, 0),
        Row.of(PJSIP, Ailing.MASKED_FRAME, "websocket-handshake-malformed", 0, 0),
        Row.of(PJSIP, Ailing.RESERVED_OPCODE, "websocket-handshake-malformed", 0, 0),
        Row.of(PJSIP, Ailing.GIGABYTE_FRAME, "websocket-handshake-malformed", 0, 0),
        Row.of(PJSIP, Ailing.ENDLESS_FRAGMENTS, "websocket-handshake-malformed", 0, 0),
        Row.of(PJSIP, Ailing.PING_FLOOD, "websocket-handshake-malformed", 0, 0));
  }

  static Stream<Row> conversations() {
    return Stream.of(
        Row.of(PJSIP, Ailing.SIP_SILENT, "sip-no-answer", 0, 0),
        Row.of(PJSIP, Ailing.REGISTER_SILENT, "sip-no-answer", 0, 0),
        Row.of(PJSIP, Ailing.CLOSES_ON_OPTIONS, "sip-connection-lost", 1, 0),
        Row.of(PJSIP, Ailing.CLOSES_ON_REGISTER, "sip-connection-lost", 0, 0),
        Row.of(PJSIP, Ailing.RESETS_ON_REGISTER, "sip-connection-lost", 0, 0),
        Row.of(PJSIP, Ailing.GARBAGE, "sip-answer-malformed", 0, 0),
        Row.of(PJSIP, Ailing.BINARY_GARBAGE, "sip-answer-malformed", 0, 0),
        Row.of(PJSIP, Ailing.NO_CSEQ, "sip-answer-malformed", 0, 0),
        Row.of(PJSIP, Ailing.WRONG_CALL_ID, "sip-answer-malformed", 0, 0),
        Row.of(PJSIP, Ailing.WRONG_CSEQ, "sip-answer-malformed", 0, 0),
        Row.of(PJSIP, Ailing.WRONG_BRANCH, "sip-answer-malformed", 0, 0),
        Row.of(PJSIP, Ailing.ECHOES_REQUESTS, "sip-answer-malformed", 0, 0),
        Row.of(PJSIP, Ailing.STATUS_999, "sip-answer-malformed", 0, 0),
        Row.of(PJSIP, Ailing.CHALLENGE_WITHOUT_HEADER, "sip-answer-malformed", 0, 0),
        Row.healthy(PJSIP),
        Row.healthy(CHAN_SIP),
        Row.healthy(FREESWITCH),
        Row.healthy(ANONYMOUS),
        Row.healthy(PJSIP, Ailing.OPTIONS_SILENT),
        Row.healthy(PJSIP, Ailing.QUALIFIES),
        Row.healthy(PJSIP, Ailing.TRYING_FIRST),
        Row.healthy(PJSIP, Ailing.FRAGMENTS_ANSWERS),
        Row.healthy(PJSIP, Ailing.NO_CONTENT_LENGTH),
        Row.healthy(PJSIP, Ailing.STALE_ONCE),
        Row.healthy(PJSIP, Ailing.SHA256_AND_MD5),
        Row.healthy(PJSIP, Ailing.ONLY_SHA256),
        Row.healthy(PJSIP, Ailing.ASKS_AS_PROXY),
        Row.healthy(PJSIP, Ailing.ASKS_TWICE),
        Row.healthy(PJSIP, Ailing.NO_QOP),
        Row.healthy(FREESWITCH, Ailing.NO_QUERY),
        Row.healthy(PJSIP, Ailing.FOREIGN_BINDING));
  }

  static Stream<Row> refusals() {
    return Stream.of(
        Row.of(PJSIP, Ailing.QUALIFIES, "sip-credentials-rejected", 0, 1).as("7999", "wrong"),
        Row.of(PJSIP, Ailing.QUALIFIES, "sip-credentials-rejected", 0, 1).as("7000", "s3cret"),
        Row.of(PJSIP, Ailing.AOR_MISSING, "sip-aor-missing", 0, 0),
        Row.of(PJSIP, Ailing.ENDPOINT_WITHOUT_AORS, "sip-aor-missing", 0, 0),
        Row.of(PJSIP, Ailing.CONTACTS_FULL, "sip-contacts-exhausted", 0, 0),
        Row.of(CHAN_SIP, Ailing.QUALIFIES, "sip-password-wrong", 0, 2).as("7999", "wrong"),
        Row.of(CHAN_SIP, Ailing.HIDES_USERS, "sip-credentials-rejected", 0, 2).as("7999", "wrong"),
        Row.of(CHAN_SIP, Ailing.HIDES_USERS, "sip-credentials-rejected", 0, 2).as("7000", "s3cret"),
        Row.of(CHAN_SIP, Ailing.CONTACT_ACL_603, "sip-address-refused", 0, 0),
        Row.of(PJSIP, Ailing.CONTACT_ACL_CHALLENGES, "sip-address-refused", 0, 0),
        Row.of(ANONYMOUS, Ailing.CONTACT_ACL_CHALLENGES, "sip-refused", 0, 0),
        Row.of(PJSIP, Ailing.REDIRECTS, "sip-refused", 0, 0),
        Row.of(ANONYMOUS, Ailing.FORBIDDEN_AFTER_LOGIN, "sip-credentials-rejected", 0, 1),
        Row.of(PJSIP, Ailing.ANSWERS_405, "sip-refused", 0, 0),
        Row.of(PJSIP, Ailing.ANSWERS_501, "sip-server-error", 0, 0),
        Row.healthy(PJSIP, Ailing.NO_PASSWORD_ASKED),
        Row.of(CHAN_SIP, Ailing.QUALIFIES, "sip-user-unknown", 0, 1).as("7000", "s3cret"),
        Row.of(CHAN_SIP, Ailing.UNKNOWN_USER_404, "sip-user-unknown", 0, 0).as("7000", "s3cret"),
        Row.of(CHAN_SIP, Ailing.TRANSPORT_NOT_ALLOWED, "sip-transport-not-allowed", 0, 0),
        Row.of(CHAN_SIP, Ailing.CONTACT_ACL, "sip-address-refused", 0, 0),
        Row.of(FREESWITCH, Ailing.QUALIFIES, "sip-password-wrong", 0, 2).as("7999", "wrong"),
        Row.of(ANONYMOUS, Ailing.QUALIFIES, "sip-credentials-rejected", 0, 2).as("7999", "wrong"),
        Row.of(ANONYMOUS, Ailing.UNKNOWN_USER_404, "sip-password-wrong", 0, 1).as("7999", "wrong"),
        Row.of(ANONYMOUS, Ailing.UNKNOWN_USER_404, "sip-user-unknown", 0, 0).as("7000", "s3cret"),
        Row.of(PJSIP, Ailing.FORBIDDEN_TO_ALL, "sip-address-refused", 0, 0),
        Row.of(PJSIP, Ailing.FORBIDDEN_TO_USER, "sip-refused", 0, 0),
        Row.of(PJSIP, Ailing.ANSWERS_420, "sip-refused", 0, 0),
        Row.of(PJSIP, Ailing.ANSWERS_480, "sip-refused", 0, 0),
        Row.of(PJSIP, Ailing.NAMES_NO_CONTACT, "sip-answer-malformed", 0, 0),
        Row.of(CHAN_SIP, Ailing.GRANTS_NOTHING, "sip-refused", 0, 0),
        Row.of(PJSIP, Ailing.BODY_MISSING, "sip-answer-malformed", 0, 0),
        Row.of(PJSIP, Ailing.ANSWERS_500, "sip-server-error", 0, 0),
        Row.of(PJSIP, Ailing.ANSWERS_503, "sip-server-error", 0, 0),
        Row.of(PJSIP, Ailing.ANSWERS_603, "sip-server-error", 0, 0),
        Row.of(PJSIP, Ailing.STALE_FOR_EVER, "sip-refused", 0, 0),
        Row.of(PJSIP, Ailing.REALM_CHANGES, "sip-credentials-rejected", 0, 2),
        Row.of(PJSIP, Ailing.ONLY_AKA, "sip-digest-unsupported", 0, 0),
        Row.of(PJSIP, Ailing.ONLY_AUTH_INT, "sip-digest-unsupported", 0, 0),
        Row.of(PJSIP, Ailing.GRANTS_30, "sip-expires-shortened", 0, 0).with(Severity.INFO),
        Row.of(PJSIP, Ailing.SLOW, "sip-slow", 0, 0).with(Severity.WARNING),
        Row.healthy(PJSIP, Ailing.WANTS_300));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"handshakes", "conversations", "refusals"})
  void eachFaultGivesItsCodeAndNoOther(Row row) throws InterruptedException {
    try (StubAsterisk stub = new StubAsterisk(row.driver(), row.ailing().toArray(new Ailing[0]))) {
      Dialer dialer =
          Walk.dialer(
              row.platform(),
              stub.port(),
              "/ws",
              Optional.of(Walk.phone(row.user(), row.password())));
      FailedLoginBudget budget = new FailedLoginBudget(InstantSource.system(), 5);
      Walk walk =
          Walk.run(dialer, budget, () -> SocketConnection.to(stub.port()), Duration.ofSeconds(5));
      String seen = walk.faults() + "\n" + walk.transcript();
      assertEquals(row.code().isEmpty() ? List.of() : List.of(row.code()), walk.codes(), seen);
      for (Fault fault : walk.faults()) {
        assertEquals(row.severity(), fault.severity(), seen);
        assertFalse(fault.evidence().isBlank());
      }
      assertEquals(row.further(), walk.further(), "further connections; " + seen);
      assertEquals(row.failedLogins(), stub.failedLogins(), "failed logins; " + seen);
      assertFalse(walk.transcript().contains("s3cret"), "a password in the transcript");
      assertTrue(
          stub.bindings().stream().noneMatch(uri -> uri.contains("linecheck-")),
          "a binding was left behind: " + stub.bindings());
    }
  }

  @ParameterizedTest
  @CsvSource({"9196,''", "9999,sip-refused"})
  void anExtensionThatTheDialplanLacksIsAWarning(String echo, String code)
      throws InterruptedException {
    try (StubAsterisk stub = new StubAsterisk(PJSIP)) {
      SipAccount phone =
          new SipAccount("7999", Optional.of(new Secret("s3cret")), Optional.of(echo));
      Walk walk =
          Walk.run(
              Walk.dialer(Platform.VICIDIAL, stub.port(), "/ws", Optional.of(phone)),
              new FailedLoginBudget(InstantSource.system(), 5),
              () -> SocketConnection.to(stub.port()),
              Duration.ofSeconds(5));
      assertEquals(code.isEmpty() ? List.of() : List.of(code), walk.codes(), walk.transcript());
      assertTrue(walk.faults().stream().allMatch(f -> f.severity() == Severity.WARNING));
      assertEquals(0, stub.failedLogins());
      assertEquals(0, walk.further());
    }
  }

  @Test
  void whoHasNoPasswordAsksChanPjsipOnlyNowAndThen() throws InterruptedException {
    Instant[] now = {Instant.parse("2026-11-21T00:00:00Z")};
    FailedLoginBudget budget = new FailedLoginBudget(() -> now[0], 5);
    try (StubAsterisk stub = new StubAsterisk(PJSIP)) {
      Dialer dialer = Walk.dialer(Platform.VICIDIAL, stub.port(), "/ws", Optional.empty());
      for (int i = 0; i < 24; i++) {
        Walk walk =
            Walk.run(dialer, budget, () -> SocketConnection.to(stub.port()), Duration.ofSeconds(5));
        assertEquals(List.of(), walk.codes(), walk.transcript());
        assertEquals("no SIP credentials", walk.facts().get("sip.untried"));
        now[0] = now[0].plusSeconds(30);
      }
      // OPTIONS and REGISTER once: each is a line that fail2ban counts within ten minutes.
      assertEquals(2, stub.requests());
    }
  }

  @Test
  void aRefusalByChanPjsipStandsLongerThanFailToBanRemembers() throws InterruptedException {
    Instant[] now = {Instant.parse("2026-11-21T00:00:00Z")};
    FailedLoginBudget budget = new FailedLoginBudget(() -> now[0], 5);
    try (StubAsterisk stub = new StubAsterisk(PJSIP)) {
      Dialer dialer =
          Walk.dialer(
              Platform.VICIDIAL, stub.port(), "/ws", Optional.of(Walk.phone("7000", "s3cret")));
      for (int i = 0; i < 20; i++) {
        Walk walk =
            Walk.run(dialer, budget, () -> SocketConnection.to(stub.port()), Duration.ofSeconds(5));
        assertEquals(List.of("sip-credentials-rejected"), walk.codes(), walk.transcript());
        now[0] = now[0].plusSeconds(30);
      }
      assertEquals(3, stub.requests(), "OPTIONS, REGISTER, and REGISTER with a digest");
      assertEquals(1, stub.failedLogins());
    }
  }
}
