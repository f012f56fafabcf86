package io.linecheck.probe.tls;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import io.linecheck.probe.wire.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names why a browser's handshake fails, or what is weak in one that does not. */
public final class TlsDecision implements Decision<TlsObservation> {
  private static final Set<String> WANTS_OURS =
      Set.of("handshake_failure", "certificate_required", "bad_certificate", "no_certificate");

  @Override
  public List<Fault> decide(Subject subject, TlsObservation seen) {
    Handshake browser = seen.browser();
    if (browser.completed()) {
      return weaknesses(subject, seen);
    }
    Optional<Handshake> obsolete = seen.completed("obsolete");
    if (obsolete.isPresent()) {
      return List.of(
          Fault.of(
              FindingCode.TLS_VERSION_OBSOLETE,
              Severity.CRITICAL,
              "only "
                  + obsolete.get().version()
                  + " is accepted ("
                  + obsolete.get().cipher()
                  + "); TLS 1.2 and 1.3 were answered with "
                  + words(seen)
                  + "; browsers need TLS 1.2 or newer"));
    }
    if (seen.inTheClear().isPresent()) {
      return List.of(
          Fault.of(
              FindingCode.TLS_PLAINTEXT_SERVICE,
              "the ClientHello was answered with "
                  + words(seen)
                  + ", but without TLS the same port answers "
                  + seen.inTheClear().get()
                  + "; expected a ServerHello"));
    }
    return List.of(refusal(subject, seen));
  }

  private static List<Fault> weaknesses(Subject subject, TlsObservation seen) {
    Handshake browser = seen.browser();
    List<Fault> faults = new ArrayList<>();
    if (browser.clientCertificateRequested()) {
      faults.add(
          Fault.of(
              FindingCode.TLS_CLIENT_CERTIFICATE_REQUESTED,
              "the server sent a CertificateRequest in the "
                  + browser.version()
                  + " handshake; expected none"));
    }
    if (browser.alpn().equals("h2") && subject.service().kind() == ServiceKind.WSS) {
      faults.add(http2("the server chose h2 although only http/1.1 was offered"));
    }
    seen.completed("obsolete")
        .ifPresent(old ->
            faults.add(
                Fault.of(
                    FindingCode.TLS_VERSION_OBSOLETE,
                    "a client that offers nothing newer gets "
                        + old.version()
                        + " ("
                        + old.cipher()
                        + "); expected a refusal below TLS 1.2")));
    return faults;
  }

  private static Fault refusal(Subject subject, TlsObservation seen) {
    Handshake browser = seen.browser();
    return switch (browser.end()) {
      case COMPLETED -> throw new IllegalArgumentException("not a failure: " + browser);
      case PLAINTEXT ->
          Fault.of(
              FindingCode.TLS_PLAINTEXT_SERVICE,
              "the ClientHello was answered in the clear with \""
                  + browser.detail()
                  + "\", expected a ServerHello");
      case SILENCE ->
          Fault.of(
              FindingCode.TLS_NO_ANSWER,
              "TCP was accepted, but "
                  + (browser.serverHello() ? "the handshake did not end" : "no ServerHello came")
                  + " within "
                  + seen.waitedMillis()
                  + " ms");
      case CLOSED, RESET ->
          browser.clientCertificateRequested()
              ? clientCertificate(words(seen))
              : Fault.of(
                  FindingCode.TLS_CLOSED_IN_HANDSHAKE,
                  "TCP was accepted, then "
                      + words(seen)
                      + (browser.serverHello() ? " after" : " before")
                      + " the ServerHello"
                      + (browser.serverHello() ? "" : ", without an alert"));
      case ALERT ->
          browser.clientCertificateRequested() && WANTS_OURS.contains(browser.alert())
              ? clientCertificate(words(seen))
              : browser.alert().equals("no_application_protocol") && isWeb(subject)
                  ? http2(
                      "http/1.1 was refused with the alert no_application_protocol"
                          + (seen.completed("http2").isPresent() ? "; h2 is accepted" : ""))
                  : refused(seen, "the server sent the alert " + browser.alert());
      case FAILED ->
          refused(seen, "the server's handshake cannot be accepted: " + browser.detail());
    };
  }

  private static boolean isWeb(Subject subject) {
    return switch (subject.service().kind()) {
      case WSS, HTTPS -> true;
      case STUN, TURN_UDP, TURN_TCP, TURN_TLS, SIPS, TLS -> false;
    };
  }

  private static Fault refused(TlsObservation seen, String what) {
    String instead =
        seen.completed("no-sni").isPresent()
            ? "; without a server name it is accepted"
            : seen.completed("any")
                .map(any ->
                    "; only what browsers do not offer is accepted: "
                        + any.cipher()
                        + (any.group().isEmpty() ? "" : " with the group " + any.group()))
                .orElse("");
    return Fault.of(
        FindingCode.TLS_HANDSHAKE_REFUSED,
        what + " to the offer of TLS 1.2 and 1.3 that browsers make" + instead);
  }

  private static Fault clientCertificate(String how) {
    return Fault.of(
        FindingCode.TLS_CLIENT_CERTIFICATE_REQUESTED,
        "the server sent a CertificateRequest and ended the handshake without one (" + how + ")");
  }

  private static Fault http2(String evidence) {
    return Fault.of(FindingCode.TLS_ALPN_HTTP2_ONLY, evidence);
  }

  private static String words(TlsObservation seen) {
    Handshake browser = seen.browser();
    return switch (browser.end()) {
      case COMPLETED -> "a completed handshake";
      case ALERT -> "the alert " + browser.alert();
      case CLOSED -> "the server closed the connection (FIN)";
      case RESET -> "the server reset the connection (RST)";
      case SILENCE -> "silence";
      case PLAINTEXT -> "plain text";
      case FAILED -> browser.detail();
    };
  }
}
