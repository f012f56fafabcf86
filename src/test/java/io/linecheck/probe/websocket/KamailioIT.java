package io.linecheck.probe.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Platform;
import io.linecheck.model.SipAccount;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.peer.Kamailio;
import io.linecheck.peer.Kamailio.Habit;
import io.linecheck.peer.TestAuthority;
import io.linecheck.probe.sip.FailedLoginBudget;
import io.linecheck.probe.wire.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KamailioIT {
  private static final TestAuthority AUTHORITY = TestAuthority.today();

  private final FailedLoginBudget budget = new FailedLoginBudget(InstantSource.system(), 5);
  private Duration patience = Duration.ofSeconds(10);
  @TempDir Path folder;

  @Test
  void aSoundServerRegistersAndKeepsNoBinding() throws InterruptedException {
    try (Kamailio kamailio = Kamailio.start(folder, AUTHORITY, Habit.SOUND)) {
      Walk walk = walk(kamailio, "/ws", phone("7999", "s3cret"));
      assertEquals(List.of(), walk.codes(), walk.transcript());
      assertEquals(Status.OK, walk.stage(Stage.SIP).status());
      assertEquals("60", walk.facts().get("sip.expires"), walk.transcript());
      assertEquals("200 OK", walk.facts().get("sip.removal"));
      assertEquals("Kamailio", walk.facts().get("sip.driver"));
      assertFalse(kamailio.bindings().contains("linecheck-"), kamailio.bindings());
      assertEquals(0, walk.further());
    }
  }

  @Test
  void withoutCredentialsAChallengeIsEnough() throws InterruptedException {
    try (Kamailio kamailio = Kamailio.start(folder, AUTHORITY, Habit.SOUND)) {
      Walk walk = walk(kamailio, "/ws", Optional.empty());
      assertEquals(List.of(), walk.codes(), walk.transcript());
      assertEquals("no SIP credentials", walk.facts().get("sip.untried"));
      assertEquals("localhost", walk.facts().get("sip.realm"));
    }
  }

  @Test
  void aWrongPathIsNamed() throws InterruptedException {
    try (Kamailio kamailio = Kamailio.start(folder, AUTHORITY, Habit.SOUND)) {
      Walk walk = walk(kamailio, "/", phone("7999", "s3cret"));
      assertEquals(List.of("websocket-path-unknown"), walk.codes(), walk.transcript());
      assertEquals(Status.SKIPPED, walk.stage(Stage.SIP).status());
    }
  }

  @Test
  void wrongPasswordAndUnknownUserCannotBeToldApart() throws InterruptedException {
    try (Kamailio kamailio = Kamailio.start(folder, AUTHORITY, Habit.SOUND)) {
      Walk wrong = walk(kamailio, "/ws", phone("7999", "wrong"));
      assertEquals(List.of("sip-credentials-rejected"), wrong.codes(), wrong.transcript());
      assertEquals("2", wrong.facts().get("sip.failedLoginsThisHour"));
      Walk again = walk(kamailio, "/ws", phone("7999", "wrong"));
      assertEquals(List.of("sip-credentials-rejected"), again.codes());
      assertEquals("2", again.facts().get("sip.failedLoginsThisHour"), "the verdict stands");
      assertTrue(again.faults().getFirst().evidence().contains("fail2ban"));
      Walk unknown = walk(kamailio, "/ws", phone("7000", "s3cret"));
      assertEquals(List.of("sip-credentials-rejected"), unknown.codes(), unknown.transcript());
      assertEquals("3", unknown.facts().get("sip.failedLoginsThisHour"), "one control an hour");
    }
  }

  @Test
  void aControlUserWhoIsAnsweredOtherwiseShowsThatThePasswordIsWrong() throws InterruptedException {
    assertCodes(Habit.KNOWS_NO_STRANGERS, phone("7999", "wrong"), "sip-password-wrong");
  }

  @Test
  void anUnknownUserIsNamedWhereTheServerTells() throws InterruptedException {
    assertCodes(Habit.KNOWS_NO_STRANGERS, phone("7000", "s3cret"), "sip-user-unknown");
  }

  @Test
  void aRefusedOriginIsToldFromAnyOtherRefusal() throws InterruptedException {
    assertCodes(Habit.REFUSES_ORIGIN, phone("7999", "s3cret"), "websocket-origin-refused");
  }

  @Test
  void silenceAfterTheUpgradeIsNoAnswer() throws InterruptedException {
    patience = Duration.ofSeconds(3);
    assertCodes(Habit.SILENT_TO_ALL, phone("7999", "s3cret"), "sip-no-answer");
  }

  @Test
  void silenceToRegisterIsNoAnswer() throws InterruptedException {
    patience = Duration.ofSeconds(3);
    assertCodes(Habit.SILENT_TO_REGISTER, phone("7999", "s3cret"), "sip-no-answer");
  }

  @Test
  void forbiddenToAllIsTheAddress() throws InterruptedException {
    assertCodes(Habit.FORBIDS_REGISTER, phone("7999", "s3cret"), "sip-address-refused");
  }

  @Test
  void aBusyServerIsAServerError() throws InterruptedException {
    assertCodes(Habit.BUSY, phone("7999", "s3cret"), "sip-server-error");
  }

  @Test
  void aForeignBindingIsLeftAlone() throws InterruptedException {
    try (Kamailio kamailio = Kamailio.start(folder, AUTHORITY, Habit.SOUND)) {
      kamailio.bind("sip:agent@192.0.2.7:5060");
      Walk walk = walk(kamailio, "/ws", phone("7999", "s3cret"));
      assertEquals(List.of(), walk.codes(), walk.transcript());
      assertTrue(walk.facts().get("sip.untried").contains("agent@192.0.2.7"), "" + walk.facts());
      assertTrue(kamailio.bindings().contains("agent@192.0.2.7"), kamailio.bindings());
      assertFalse(kamailio.bindings().contains("linecheck-"), kamailio.bindings());
    }
  }

  @Test
  void oneContactTooManyIsNamed() throws InterruptedException {
    try (Kamailio kamailio = Kamailio.start(folder, AUTHORITY, Habit.ONE_CONTACT)) {
      kamailio.bind("sip:linecheck-other@elsewhere.invalid");
      Walk walk = walk(kamailio, "/ws", phone("7999", "s3cret"));
      assertEquals(List.of("sip-contacts-exhausted"), walk.codes(), walk.transcript());
    }
  }

  private void assertCodes(Habit habit, Optional<SipAccount> phone, String code)
      throws InterruptedException {
    try (Kamailio kamailio = Kamailio.start(folder, AUTHORITY, habit)) {
      Walk walk = walk(kamailio, "/ws", phone);
      assertEquals(List.of(code), walk.codes(), walk.transcript());
      assertFalse(kamailio.bindings().contains("linecheck-"), kamailio.bindings());
    }
  }

  private Walk walk(Kamailio kamailio, String path, Optional<SipAccount> phone)
      throws InterruptedException {
    return Walk.run(
        Walk.dialer(Platform.KAMAILIO, kamailio.port(), path, phone),
        budget,
        () -> connect(kamailio.port()),
        patience);
  }

  private static Optional<SipAccount> phone(String user, String password) {
    return Optional.of(Walk.phone(user, password));
  }

  private static Connection connect(int port) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Credulous()}, null);
      Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port);
      ((SSLSocket) socket).startHandshake();
      return new SocketConnection(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Certificates are another stage's concern. */
  private static final class Credulous implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
