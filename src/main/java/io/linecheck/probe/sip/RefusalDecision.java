package io.linecheck.probe.sip;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.probe.sip.SipAnswer.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The REGISTER decoder: tells why a registration was refused from the status before and after the
 * digest, the Date header, the driver, at which step it came (asking for bindings, or adding one),
 * and how a user was answered that surely does not exist. Where that does not suffice, it names all
 * candidates. Pure.
 */
final class RefusalDecision {
  private final SipDriver driver;
  private final SipObservation seen;
  private final Exchange refused;
  private final SipAnswer last;

  RefusalDecision(SipObservation seen, Exchange refused) {
    this.seen = seen;
    this.refused = refused;
    this.last = refused.last();
    this.driver = SipDriver.of(seen);
  }

  /** Which control tells more about a refusal. */
  enum Control {
    /** None: the answer speaks for itself, or the control would be answered alike. */
    NONE,
    /** A REGISTER without credentials: no failed login. */
    STRANGER,
    /** A REGISTER with credentials: a failed login. */
    LOGIN
  }

  /** The control that would decide. */
  Control control() {
    if (!last.outcome().equals(Outcome.ANSWERED) || last.succeeded()) {
      return Control.NONE;
    }
    boolean mayBeUser = last.status() == 403 || last.status() == 404 || last.challenges401();
    if (!mayBeUser
        || refused.staleForEver()
        || !refused.changedRealms().isEmpty()
        || unsupported().isPresent()) {
      return Control.NONE;
    }
    if (refused.digests() == 0) {
      return last.challenges401() ? Control.NONE : Control.STRANGER;
    }
    if (added()) {
      return Control.NONE;
    }
    return switch (driver) {
      case CHAN_PJSIP -> Control.NONE;
      // Newer ones answer whom they do not know exactly as a wrong password, older ones do not.
      case CHAN_SIP ->
          last.status() == 403 && last.header("date").isEmpty() ? Control.LOGIN : Control.NONE;
      case KAMAILIO, FREESWITCH, UNKNOWN -> last.status() == 404 ? Control.NONE : Control.LOGIN;
    };
  }

  /** The fault of a final answer that is no success. */
  Fault decide() {
    int status = last.status();
    // Kamailio's registrar refuses one contact too many with 503 and says so in a header.
    boolean tooMany =
        (last.reason() + " " + last.header("p-registrar-error"))
            .toLowerCase(Locale.ROOT)
            .contains("too many");
    if (status == 503 && tooMany && added()) {
      return contactsExhausted();
    }
    if (status == 603 && driver == SipDriver.CHAN_SIP && added()) {
      return contactRefused("chan_sip's contact ACL (contactpermit, contactdeny)");
    }
    if (status >= 500) {
      String retry = last.header("retry-after");
      return fault(
          FindingCode.SIP_SERVER_ERROR,
          asked()
              + last.words()
              + (retry.isEmpty() ? "" : "; Retry-After: " + retry + " s")
              + (status == 501 ? noRegistrar() : ""));
    }
    if (last.challenges401()) {
      return challenged();
    }
    return switch (status) {
      case 403 -> refused.digests() == 0 ? forbiddenAtOnce() : forbidden();
      case 404 -> notFound();
      default -> other();
    };
  }

  private Fault challenged() {
    if (last.challenges().stream().allMatch(Challenge::lacksNonce)) {
      return fault(
          FindingCode.SIP_ANSWER_MALFORMED,
          asked()
              + last.words()
              + (last.challenges().isEmpty()
                  ? " without a readable challenge (RFC 3261 section 21.4.2)"
                  : " with a Digest challenge that names no nonce (RFC 7616 section 3.3)"));
    }
    Optional<String> unsupported = unsupported();
    if (unsupported.isPresent()) {
      return fault(FindingCode.SIP_DIGEST_UNSUPPORTED, asked() + unsupported.get());
    }
    if (refused.staleForEver()) {
      return fault(
          FindingCode.SIP_REFUSED,
          asked()
              + "stale=true to each of %d digests, each with the nonce just given: the server does not accept its own nonces (clock, or several nodes without a shared secret)"
                  .formatted(refused.digests()));
    }
    if (!refused.changedRealms().isEmpty()) {
      return credentialsRejected(
          "the realm changed from "
              + refused.changedRealms().stream()
                  .map(realm -> "'" + realm + "'")
                  .collect(Collectors.joining(" to ")));
    }
    if (added() && loggedIn()) {
      return driver == SipDriver.CHAN_PJSIP
          ? contactRefused("chan_pjsip's contact ACL (contact_permit, contact_deny)")
          : fault(
              FindingCode.SIP_REFUSED,
              asked()
                  + last.words()
                  + " to our contact, though the same password got 200 when asking for bindings: the server refuses the contact, or nonces that it has just given");
    }
    if (driver == SipDriver.CHAN_SIP) {
      return fault(
          FindingCode.SIP_USER_UNKNOWN,
          asked()
              + last.words()
              + " again after the digest; chan_sip answers a wrong password with 403, and so challenges whom it does not know, whose host is not dynamic, or whose address its ACL refuses");
    }
    return byControl();
  }

  private Fault forbidden() {
    boolean date = !last.header("date").isEmpty();
    boolean adding = added();
    return switch (driver) {
      case CHAN_SIP -> {
        if (date && adding) {
          yield contactRefused("chan_sip's contact ACL (contactpermit, contactdeny)");
        }
        yield date
            ? fault(
                FindingCode.SIP_TRANSPORT_NOT_ALLOWED,
                asked()
                    + last.words()
                    + " with a Date header after a correct password: chan_sip, the peer's transport= lacks wss (or, less likely, a contact ACL)")
            : byControl();
      }
      case CHAN_PJSIP -> adding ? contactsExhausted() : aorUnusable();
      case KAMAILIO, FREESWITCH, UNKNOWN -> adding ? contactsExhausted() : byControl();
    };
  }

  /** Whether asking for the bindings went well, so that it is the adding that is refused. */
  private boolean added() {
    return seen.query().map(Exchange::last).filter(SipAnswer::succeeded).isPresent();
  }

  /** Whether a digest was accepted when asking for the bindings. */
  private boolean loggedIn() {
    return seen.query().filter(query -> query.digests() > 0).isPresent();
  }

  private Fault contactRefused(String by) {
    return fault(
        FindingCode.SIP_ADDRESS_REFUSED,
        asked()
            + last.words()
            + (last.header("date").isEmpty() ? "" : " with Date")
            + " to our contact, though the same password got 200 when asking for bindings: "
            + by);
  }

  private String redirected() {
    return last.bindings().isEmpty()
        ? ""
        : ", a redirect to " + last.bindings().getFirst().uri() + ": web phones do not follow it";
  }

  private static String noRegistrar() {
    return ": this server has nothing that handles REGISTER (Asterisk: res_pjsip_registrar is not loaded)";
  }

  private Fault contactsExhausted() {
    int held = seen.query().map(exchange -> exchange.last().bindings().size()).orElse(0);
    return fault(
        FindingCode.SIP_CONTACTS_EXHAUSTED,
        asked()
            + last.words()
            + " to one more contact, though the password is right and asking for bindings got 200 with "
            + held
            + " of them");
  }

  private Fault aorUnusable() {
    return fault(
        FindingCode.SIP_AOR_MISSING,
        asked()
            + last.words()
            + " after a correct password, before any contact was added: chan_pjsip, the endpoint has no aors=, or its AOR has max_contacts=0");
  }

  /** 403 before any challenge: how a stranger is answered tells whether it is about the user. */
  private Fault forbiddenAtOnce() {
    Optional<SipAnswer> stranger = seen.control().map(Exchange::last);
    if (stranger.filter(SipAnswer::challenges401).isPresent()) {
      return fault(
          FindingCode.SIP_REFUSED,
          asked()
              + last.words()
              + " without a challenge, while a user that does not exist is challenged: this user is barred");
    }
    return fault(
        FindingCode.SIP_ADDRESS_REFUSED,
        asked()
            + last.words()
            + " without a challenge"
            + stranger
                .map(answer -> "; a user that does not exist gets " + answer.words() + " too")
                .orElse("")
            + ": our address, or the domain, is not admitted");
  }

  private Fault notFound() {
    if (refused.digests() > 0 && driver == SipDriver.CHAN_PJSIP) {
      return fault(
          FindingCode.SIP_AOR_MISSING,
          asked() + last.words() + " after a correct password: chan_pjsip, no AOR of that name");
    }
    return fault(
        FindingCode.SIP_USER_UNKNOWN,
        asked()
            + last.words()
            + (refused.digests() > 0 ? " after the digest" : " without a challenge")
            + seen.control()
                .map(Exchange::last)
                .filter(other -> other.status() == 404)
                .map(other ->
                    "; a user that does not exist gets the same, so it may be the domain that is unknown")
                .orElse(""));
  }

  private Fault other() {
    String warning = last.header("warning");
    return fault(
        FindingCode.SIP_REFUSED,
        asked()
            + last.words()
            + (refused.digests() > 0 ? " after the digest" : "")
            + (warning.isEmpty() ? "" : "; Warning: " + warning)
            + (last.status() == 405 ? noRegistrar() : "")
            + (last.status() / 100 == 3 ? redirected() : ""));
  }

  /** The user is known where one that surely does not exist is answered otherwise. */
  private Fault byControl() {
    if (driver == SipDriver.CHAN_PJSIP) {
      return credentialsRejected("chan_pjsip answers all of them alike");
    }
    Optional<Exchange> control = seen.control();
    if (control.isEmpty()) {
      return credentialsRejected("no control user was tried within the hour's budget");
    }
    SipAnswer other = control.get().last();
    if (other.outcome() != Outcome.ANSWERED) {
      return credentialsRejected("a user that does not exist got " + other.words());
    }
    if (last.status() == 403 && other.challenges401() && control.get().digests() > 0) {
      return switch (driver) {
        case KAMAILIO ->
            fault(
                FindingCode.SIP_REFUSED,
                asked()
                    + last.words()
                    + " after the digest, while a user that does not exist is challenged again, as a wrong password is there: a rule of the server refuses this user, or our address");
        case CHAN_SIP, FREESWITCH -> passwordWrong(other, control.get());
        case CHAN_PJSIP, UNKNOWN ->
            credentialsRejected(
                "a user that does not exist is challenged again: a wrong password, or a rule that refuses this user");
      };
    }
    boolean alike =
        other.status() == last.status()
            && other.reason().equals(last.reason())
            && other.header("date").isEmpty() == last.header("date").isEmpty()
            && control.get().digests() > 0 == refused.digests() > 0;
    if (alike) {
      return credentialsRejected("a user that does not exist is answered alike");
    }
    return passwordWrong(other, control.get());
  }

  private Fault passwordWrong(SipAnswer other, Exchange control) {
    return fault(
        FindingCode.SIP_PASSWORD_WRONG,
        asked()
            + last.words()
            + " after the digest, while a user that does not exist gets "
            + other.words()
            + (control.digests() == 0 ? " without a challenge" : "")
            + ": the user is known, the password is not accepted");
  }

  private Fault credentialsRejected(String why) {
    List<String> candidates =
        switch (driver) {
          case CHAN_PJSIP ->
              List.of(
                  "wrong password",
                  "no endpoint of that name",
                  "endpoint not loaded because of an error in its section",
                  "auth section with another username",
                  "ACL");
          case CHAN_SIP ->
              List.of(
                  "wrong password",
                  "no peer of that name",
                  "peer without host=dynamic",
                  "deny/permit of the peer");
          case KAMAILIO, FREESWITCH, UNKNOWN ->
              List.of("wrong password", "unknown user", "another authentication user or realm");
        };
    String list = String.join(", ", candidates);
    return new Fault(
        FindingCode.SIP_CREDENTIALS_REJECTED,
        FindingCode.SIP_CREDENTIALS_REJECTED.severity(),
        asked()
            + last.words()
            + " after the digest; cannot be told apart here ("
            + why
            + "): "
            + list,
        Map.of("candidates", list));
  }

  private Optional<String> unsupported() {
    boolean any = last.challenges().stream().anyMatch(Challenge::answerable);
    if (any || last.challenges().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "challenged only with "
            + last.challenges().stream()
                .map(c -> c.algorithmWord() + (c.qop().isEmpty() ? "" : " qop=" + c.qop()))
                .distinct()
                .collect(Collectors.joining(", "))
            + "; browser phones answer MD5, some SHA-256, with qop=auth");
  }

  private String asked() {
    return driver == SipDriver.UNKNOWN
        ? refused.method() + ": "
        : refused.method() + " (" + driver.words() + "): ";
  }

  private static Fault fault(FindingCode code, String evidence) {
    return Fault.of(code, Severity.CRITICAL, evidence);
  }
}
