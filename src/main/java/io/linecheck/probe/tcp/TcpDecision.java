package io.linecheck.probe.tcp;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import io.linecheck.probe.tcp.TcpObservation.Attempt;
import java.util.List;
import java.util.stream.Collectors;

/** Names why no address of a service could be opened. */
public final class TcpDecision implements Decision<TcpObservation> {
  @Override
  public List<Fault> decide(Subject subject, TcpObservation seen) {
    if (seen.connected()) {
      return List.of();
    }
    String evidence = seen.attempts().stream().map(TcpDecision::words).collect(joined());
    return switch (seen.attempts().getFirst().outcome()) {
      case CONNECTED, NOT_TRIED -> List.of();
      case REFUSED -> List.of(Fault.of(FindingCode.PORT_REFUSED, evidence));
      case FILTERED -> List.of(Fault.of(FindingCode.PORT_FILTERED, evidence));
      case UNREACHABLE -> List.of(Fault.of(FindingCode.HOST_UNREACHABLE, evidence));
    };
  }

  private static java.util.stream.Collector<CharSequence, ?, String> joined() {
    return Collectors.joining("; ");
  }

  private static String words(Attempt attempt) {
    return attempt.address()
        + switch (attempt.outcome()) {
          case CONNECTED -> " is open";
          case REFUSED -> " refused the connection (RST), expected it to be open";
          case FILTERED -> " did not answer the connection within " + attempt.detail();
          case UNREACHABLE -> " cannot be reached: " + attempt.detail();
          case NOT_TRIED -> " was not tried: " + attempt.detail();
        };
  }
}
