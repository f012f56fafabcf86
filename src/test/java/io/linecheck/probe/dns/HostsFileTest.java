package io.linecheck.probe.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.linecheck.model.Dialer;
import io.linecheck.model.Platform;
import io.linecheck.model.TurnAccess;
import io.linecheck.probe.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Names that this machine knows by itself. */
class HostsFileTest {
  private static final int THREADS = 16;

  private final Dialer dialer =
      new Dialer(
          "one",
          "localhost",
          "vicidial",
          Platform.VICIDIAL,
          0,
          Map.of(),
          List.of(),
          Map.of(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          new TurnAccess.None());

  @Test
  void manyServicesAtOnceAllFindTheNameOfTheFile() throws Exception {
    for (int round = 0; round < 50; round++) {
      DnsProbe probe = new DnsProbe(List.of(NamedResolver.system()));
      CountDownLatch start = new CountDownLatch(1);
      List<Future<String>> asked = new ArrayList<>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < THREADS; i++) {
          asked.add(
              threads.submit(() -> {
                start.await();
                DnsObservation seen =
                    probe.observe(dialer, "localhost", Deadline.in(Duration.ofSeconds(5)));
                return seen.answers().getFirst().server();
              }));
        }
        start.countDown();
        for (Future<String> one : asked) {
          assertEquals(DnsProbe.HOSTS_FILE, one.get());
        }
      }
    }
  }

  @Test
  void namesBelowLocalhostAreNeverAskedFor() throws InterruptedException {
    DnsObservation seen =
        new DnsProbe(List.of(NamedResolver.system()))
            .observe(dialer, "pbx.localhost", Deadline.in(Duration.ofSeconds(5)));
    assertEquals(List.of("127.0.0.1", "::1"), seen.answers().getFirst().addresses());
  }
}
