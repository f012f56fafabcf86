package io.linecheck.intake;

import io.linecheck.incident.IncidentRules;
import io.linecheck.model.Dialer;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Secret;
import io.linecheck.model.Severity;
import io.linecheck.notify.ChannelSender;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.notify.HttpPoster;
import io.linecheck.notify.Mailer;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes results in as fast as it can until it is killed; says which are committed. */
final class CrashProgram {
  static final int DIALERS = 12;

  private CrashProgram() {}

  public static void main(String[] arguments) throws Exception {
    Scene scene = scene(Path.of(arguments[0]), URI.create(arguments[1]), arguments[2]);
    scene.courier.start();
    for (int i = 0; i < DIALERS; i++) {
      Dialer dialer = dialer(i);
      Thread.ofVirtual().start(() -> load(scene, dialer));
    }
    Thread.currentThread().join();
  }

  static Scene scene(Path file, URI url, String name) {
    Scene scene =
        new Scene(
            Database.open(new Storage.Sqlite(file)),
            new ChannelSender(
                new HttpPoster(Duration.ofSeconds(2)),
                new Mailer(Vertx.vertx(), Duration.ofSeconds(2))),
            name,
            InstantSource.system(),
            Surroundings.none(),
            Instant.EPOCH);
    scene.courier.channels(
        List.of(
            new ChannelSettings.Webhook(
                new ChannelSettings.Route("on-call", Severity.WARNING, Map.of(), false),
                url,
                Optional.of(new Secret("s")))));
    Dialer[] dialers = new Dialer[DIALERS];
    for (int i = 0; i < DIALERS; i++) {
      dialers[i] = dialer(i);
    }
    IncidentRules usual = IncidentRules.defaults();
    scene.watch(
        new IncidentRules(
            usual.critical(),
            usual.warning(),
            new IncidentRules.Flapping(64, Duration.ofMillis(1)),
            usual.escalateAfter(),
            usual.remindAfter(),
            usual.groupWithin(),
            usual.releaseAfter(),
            usual.staleIntervals()),
        dialers);
    return scene;
  }

  private static Dialer dialer(int number) {
    return Scene.dialer("d" + number, Optional.empty(), "turn" + number + ".example.com");
  }

  private static void load(Scene scene, Dialer dialer) {
    for (int i = 0; ; i++) {
      Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
      FindingCode[] codes =
          i % 6 < 3 ? new FindingCode[] {FindingCode.PORT_REFUSED} : new FindingCode[0];
      scene.intake.accept(Scene.run(dialer, "wss", now, codes), "walk").join();
      synchronized (CrashProgram.class) {
        System.out.println(dialer.id() + ' ' + now.toEpochMilli());
        System.out.flush();
      }
    }
  }
}
