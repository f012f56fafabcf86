package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.CertificatePlan;
import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.DialerSettings;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import io.linecheck.config.RenewalSettings;
import io.linecheck.model.ServedCertificate;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OthersDeadlineTest {
  private static final Instant BEGIN = Instant.parse("2026-09-01T00:00:00Z");
  private static final RenewalSettings.Timing TIMING =
      new RenewalSettings.Timing(0.3333, 0.5, 0.1667, 0.05, Duration.ofDays(10));
  @TempDir private Path folder;

  private static ServedCertificate served(Instant from, Instant to) {
    return new ServedCertificate(
        "https",
        "127.0.0.1:443",
        "",
        "ff",
        "03ab",
        "CN=d",
        "CN=ca",
        List.of("d.example.com"),
        "EC",
        from,
        to);
  }

  private DialerSettings dialer() {
    String yaml =
        """
        dialers:
          - id: d1
            host: d.example.com
            profile: vicidial
            certificate: { renewedBy: certbot, renewalLog: /var/log/letsencrypt/letsencrypt.log }
        """;
    return switch (new ConfigurationFile(Profiles.load(), Map.of())
        .load(yaml, "linecheck.yaml", folder)) {
      case Loaded.Valid(Configuration configuration, var warnings) ->
          configuration.find("d1").orElseThrow();
      case Loaded.Invalid(var problems) -> throw new IllegalStateException(problems.toString());
    };
  }

  @Test
  void peopleArePagedOnceAtTenDaysAndToldWhenItWasRenewedAfterAll() {
    DialerSettings dialer = dialer();
    CertificatePlan plan = dialer.certificate();
    List<RenewalEvent> events = new ArrayList<>();
    AtomicReference<Instant> time = new AtomicReference<>(BEGIN.plus(Duration.ofDays(79)));
    try (Database database = Database.openAlone(new Storage.Sqlite(folder.resolve("t.db")))) {
      RenewalStore store = new RenewalStore(database, (handle, event) -> events.add(event));
      OthersDeadline deadline =
          new OthersDeadline(store, new RenewalDecision(TIMING, List.of()), time::get);
      ServedCertificate old = served(BEGIN, BEGIN.plus(Duration.ofDays(90)));
      deadline.look(dialer.dialer(), plan, old);
      assertTrue(events.isEmpty(), "eleven days are left");
      time.set(BEGIN.plus(Duration.ofDays(81)));
      deadline.look(dialer.dialer(), plan, old);
      deadline.look(dialer.dialer(), plan, old);
      assertEquals(1, events.size());
      assertEquals(RenewalEvent.Type.ESCALATED, events.getFirst().type());
      assertEquals(
          "certbot has not renewed the certificate of d.example.com (serial 03ab), which ends at"
              + " 2026-11-30T00:00:00Z, 216 hours from now; look at"
              + " /var/log/letsencrypt/letsencrypt.log",
          events.getFirst().text());
      deadline.look(
          dialer.dialer(), plan, served(time.get(), time.get().plus(Duration.ofDays(90))));
      assertEquals(RenewalEvent.Type.SUCCEEDED, events.getLast().type());
      assertTrue(store.standing("d1").escalatedAt().isEmpty());
    }
  }
}
