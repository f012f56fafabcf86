package io.linecheck.probe;

import io.linecheck.model.Fault;
import io.linecheck.probe.certificate.CertificateDecision;
import io.linecheck.probe.certificate.CertificateObservation;
import io.linecheck.probe.dns.DnsDecision;
import io.linecheck.probe.dns.DnsObservation;
import io.linecheck.probe.http.HttpDecision;
import io.linecheck.probe.http.HttpObservation;
import io.linecheck.probe.tcp.TcpDecision;
import io.linecheck.probe.tcp.TcpObservation;
import io.linecheck.probe.tls.TlsDecision;
import io.linecheck.probe.tls.TlsObservation;
import java.util.List;

/** Which folder of {@code probes/} is decided by what. */
public final class Decisions {
  private Decisions() {}

  /**
   * A decision and what it reads.
   *
   * @param folder of {@code probes/}
   * @param observation the record its golden cases hold
   * @param decision the rule
   */
  public record Entry<O>(String folder, Class<O> observation, Decision<O> decision) {
    /** Decides an observation of this entry's type. */
    public List<Fault> decide(Subject subject, Object seen) {
      return decision.decide(subject, observation.cast(seen));
    }
  }

  /** Every decision. */
  public static List<Entry<?>> all() {
    return List.of(
        new Entry<>("dns", DnsObservation.class, new DnsDecision()),
        new Entry<>("tcp", TcpObservation.class, new TcpDecision()),
        new Entry<>("tls", TlsObservation.class, new TlsDecision()),
        new Entry<>("certificate", CertificateObservation.class, new CertificateDecision()),
        new Entry<>("http", HttpObservation.class, new HttpDecision()));
  }
}
