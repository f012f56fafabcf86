package io.linecheck.probe.http;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names what keeps an agent's page from being shown, or from getting a microphone. */
public final class HttpDecision implements Decision<HttpObservation> {
  private static final int LIMIT_PROOF = 3;

  /** RFC 9110, 15.4: of no use without a Location. */
  private static final Set<Integer> LEADS_ELSEWHERE = Set.of(301, 302, 303, 307, 308);

  private static final Pattern OTHER_SCHEME = Pattern.compile("^(?!https?:)[a-z][a-z0-9+.-]*:");
  private static final Pattern OWN_COMPUTER =
      Pattern.compile("^(https:)?//(localhost|127\\.[0-9.]+|\\[::1])([:/?#]|$)");

  @Override
  public List<Fault> decide(Subject subject, HttpObservation seen) {
    List<Fault> faults = new ArrayList<>();
    for (PageVisit visit : seen.visits()) {
      page(visit)
          .filter(fault -> faults.stream().noneMatch(known -> sameDoorFault(known, fault)))
          .ifPresent(faults::add);
    }
    for (PageVisit visit : seen.plain()) {
      plain(visit).ifPresent(faults::add);
    }
    return faults;
  }

  /** What concerns the door and not the page is said once. */
  private static boolean sameDoorFault(Fault known, Fault other) {
    return known.code() == other.code() && known.code() != FindingCode.HTTP_STATUS_UNEXPECTED;
  }

  private static Optional<Fault> page(PageVisit visit) {
    return switch (visit.end()) {
      case ANSWERED -> answered(visit);
      case CIRCLE ->
          fault(
              FindingCode.HTTP_STATUS_UNEXPECTED,
              visit,
              answer(visit)
                  + " for ever ("
                  + visit.detail()
                  + "); browsers give up with too many redirects, expected a page");
      case NOWHERE ->
          fault(
              FindingCode.HTTP_STATUS_UNEXPECTED,
              visit,
              answer(visit)
                  + " to "
                  + visit.location()
                  + ": "
                  + visit.detail()
                  + "; expected a page");
      case NOT_ASKED -> Optional.empty();
      case SILENCE ->
          fault(
              FindingCode.HTTP_NO_ANSWER,
              visit,
              "no complete answer within "
                  + visit.waitedMillis()
                  + " ms ("
                  + visit.detail()
                  + " came)");
      case BROKEN ->
          fault(FindingCode.HTTP_NO_ANSWER, visit, "the connection broke: " + visit.detail());
      case CLOSED_EMPTY ->
          visit.emptyCloses() >= LIMIT_PROOF
              ? fault(
                  FindingCode.HTTP_SESSION_LIMIT,
                  visit,
                  visit.emptyCloses()
                      + " connections in a row completed TLS and were closed without one byte"
                      + " of HTTP")
              : fault(FindingCode.HTTP_NO_ANSWER, visit, "closed without one byte of HTTP");
      case MALFORMED -> fault(FindingCode.HTTP_ANSWER_MALFORMED, visit, visit.detail());
    };
  }

  private static Optional<Fault> answered(PageVisit visit) {
    int status = visit.status();
    if (status >= 300 && status < 400) {
      return redirected(visit);
    }
    if (status < 400 || asksForLogin(visit)) {
      return Optional.empty();
    }
    if (status == 503 && isAsteriskStopping(visit)) {
      return fault(
          FindingCode.HTTP_SERVER_STOPPING, visit, answer(visit) + " from " + visit.server());
    }
    return fault(FindingCode.HTTP_STATUS_UNEXPECTED, visit, answer(visit));
  }

  private static Optional<Fault> redirected(PageVisit visit) {
    String to = visit.location().strip();
    String lower = to.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://")) {
      return Optional.of(
          new Fault(
              FindingCode.HTTP_PAGE_INSECURE,
              Severity.CRITICAL,
              visit.url() + " redirects to " + visit.location() + ", expected https",
              Map.of()));
    }
    if (to.isEmpty()) {
      return LEADS_ELSEWHERE.contains(visit.status())
          ? fault(
              FindingCode.HTTP_STATUS_UNEXPECTED,
              visit,
              answer(visit) + " without a Location; expected where to go")
          : Optional.empty();
    }
    if (OTHER_SCHEME.matcher(lower).find()) {
      return fault(
          FindingCode.HTTP_STATUS_UNEXPECTED,
          visit,
          answer(visit) + " to " + to + "; expected a page");
    }
    return OWN_COMPUTER.matcher(lower).find() && !OWN_COMPUTER.matcher(visit.url()).find()
        ? fault(
            FindingCode.HTTP_STATUS_UNEXPECTED,
            visit,
            answer(visit) + " to " + to + ", the agent's own computer; expected the dialer")
        : Optional.empty();
  }

  /** A page that asks for a name and password works. */
  private static boolean asksForLogin(PageVisit visit) {
    return visit.status() == 401;
  }

  private static boolean isAsteriskStopping(PageVisit visit) {
    return visit.server().toLowerCase(Locale.ROOT).contains("asterisk")
        || visit.detail().toLowerCase(Locale.ROOT).contains("shutdown in progress");
  }

  private static Optional<Fault> plain(PageVisit visit) {
    boolean isPage =
        visit.end() == PageVisit.End.ANSWERED && visit.status() >= 200 && visit.status() < 300;
    return isPage
        ? fault(
            FindingCode.HTTP_PAGE_INSECURE, visit, answer(visit) + "; expected a redirect to https")
        : Optional.empty();
  }

  private static String answer(PageVisit visit) {
    return "answers " + visit.status() + (visit.reason().isEmpty() ? "" : " " + visit.reason());
  }

  private static Optional<Fault> fault(FindingCode code, PageVisit visit, String what) {
    return Optional.of(Fault.of(code, visit.url() + ": " + what));
  }
}
