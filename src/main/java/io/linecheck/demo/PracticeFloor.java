package io.linecheck.demo;

import io.linecheck.config.DialerSettings;
import io.linecheck.model.Dialer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All practice dialers together. They listen on loopback until the Vert.x instance they were opened
 * with is closed.
 */
public final class PracticeFloor {
  private final List<PracticeDialer> dialers;
  private final PracticeAuthority authority;

  private PracticeFloor(List<PracticeDialer> dialers, PracticeAuthority authority) {
    this.dialers = dialers;
    this.authority = authority;
  }

  /** Opens the doors of every practice dialer. */
  public static Future<PracticeFloor> open(Vertx vertx, InstantSource clock) {
    PracticeAuthority authority = new PracticeAuthority(clock.instant());
    List<PracticeDialer> dialers =
        List.of(
            new PracticeDialer("manila-1", "manila", 84, Ailment.NONE, clock),
            new PracticeDialer("manila-2", "manila", 62, Ailment.OLD_CERTIFICATE_ON_WSS, clock),
            new PracticeDialer("cebu-1", "cebu", 120, Ailment.SESSION_LIMIT, clock),
            new PracticeDialer("cebu-2", "cebu", 45, Ailment.SIP_DRIVER_MISSING, clock),
            new PracticeDialer("davao-1", "davao", 30, Ailment.WSS_REFUSED, clock),
            new PracticeDialer("bogota-1", "bogota", 55, Ailment.PASSWORD_WRONG, clock),
            new PracticeDialer("bogota-2", "bogota", 40, Ailment.CERTIFICATE_EXPIRING, clock),
            new PracticeDialer("lima-1", "lima", 25, Ailment.SIP_SILENT, clock),
            new PracticeDialer("lima-3", "lima", 50, Ailment.TURN_SECRET_DIFFERS, clock),
            new PracticeDialer("lima-2", "lima", 35, Ailment.COMES_AND_GOES, clock));
    return Future.all(dialers.stream().map(dialer -> dialer.open(vertx, authority)).toList())
        .map(opened -> new PracticeFloor(dialers, authority));
  }

  /** The dialers as they stand in Linecheck's configuration. */
  public List<Dialer> dialers() {
    return dialers.stream().map(PracticeDialer::dialer).toList();
  }

  /** The same with what only their owners know. */
  public List<DialerSettings> settings() {
    return dialers.stream().map(PracticeDialer::settings).toList();
  }

  /** Where their names lead: to loopback. */
  public Map<String, InetAddress> addresses() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return dialers.stream().collect(Collectors.toMap(PracticeDialer::host, dialer -> loopback));
  }

  /** The root that signs their certificates. */
  public X509Certificate root() {
    return authority.root();
  }
}
