package io.linecheck.bench;

import io.linecheck.app.ProbeSettings;
import io.linecheck.app.ProbeStack;
import io.linecheck.app.ReadinessCheck;
import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.TrustStore;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.DialerPlan;
import io.linecheck.config.Profiles;
import io.linecheck.config.ServiceOverride;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.peer.FaultyPeer;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.Nginx;
import io.linecheck.peer.PeerProcess;
import io.linecheck.peer.TestAuthority;
import io.linecheck.peer.TestAuthority.CertificateFiles;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.dns.NamedResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * HTTPS checks per second and CPU milliseconds a check, beside prometheus-blackbox-exporter against
 * the same nginx in the same run, and what 5,000 checks waiting on a tarpit cost in memory. Prints;
 * judges nothing.
 */
public final class HttpsBench {
  private static final int WAITING = 5_000;

  /** Measurements before those that count: a server that watches round the clock is warm. */
  private static final int WARMING = 5;

  private static final String HOST = "localhost";

  private final Path folder;
  private final Duration span;
  private final TestAuthority authority = TestAuthority.today();

  private HttpsBench(Path folder, Duration span) {
    this.folder = folder;
    this.span = span;
  }

  /** Runs everything; the first argument is the seconds of each measurement (default 5). */
  public static void main(String[] args) throws Exception {
    long seconds = args.length == 0 ? 5 : Long.parseLong(args[0]);
    new HttpsBench(Files.createTempDirectory("https-bench"), Duration.ofSeconds(seconds)).run();
  }

  private void run() throws Exception {
    CertificateFiles files = authority.writeChain(folder, "good", authority.leaf(HOST));
    authority.writeRoot(folder);
    try (Nginx nginx = Nginx.start(folder, List.of(Nginx.Site.sound("good", files)))) {
      int port = nginx.port("good");
      try (ProbeStack stack = stack()) {
        Dialer dialer = dialer(port);
        for (int warming = 1; warming <= WARMING; warming++) {
          measure(
              "linecheck (warming " + warming + ")",
              100,
              HttpsBench::ownCpuNanos,
              () -> check(stack, dialer));
        }
        for (int concurrent : new int[] {1, 100, 1000}) {
          measure("linecheck", concurrent, HttpsBench::ownCpuNanos, () -> check(stack, dialer));
        }
        tarpit(stack);
      }
      blackbox(port);
    }
  }

  private ProbeStack stack() throws CertificateEncodingException {
    TrustStore trust =
        Certificate.read(authority.root().getEncoded()) instanceof Certificate root
            ? TrustStore.of(List.of(root))
            : TrustStore.of(List.of());
    return ProbeStack.open(
        new ProbeSettings(
            Map.of(HOST, InetAddress.getLoopbackAddress()),
            List.of(NamedResolver.system()),
            trust,
            EnumSet.allOf(Stage.class)),
        CatalogueReader.read(),
        InstantSource.system());
  }

  private static Dialer dialer(int port) {
    Dialer whole =
        DialerPlan.of(HOST, Profiles.load().get("kamailio"))
            .with(List.of(ServiceOverride.parse("https=" + HOST + ":" + port + "/")))
            .dialer();
    return new Dialer(
        whole.id(),
        whole.host(),
        whole.profile(),
        whole.platform(),
        whole.seats(),
        whole.labels(),
        whole.addresses(),
        whole.owners(),
        whole.parent(),
        whole.services().stream().filter(service -> service.name().equals("https")).toList(),
        whole.sip(),
        whole.turn());
  }

  private static boolean check(ProbeStack stack, Dialer dialer) throws InterruptedException {
    return walk(stack, dialer, Duration.ofSeconds(15)).status() == Status.OK;
  }

  private static CheckResult walk(ProbeStack stack, Dialer dialer, Duration timeout)
      throws InterruptedException {
    return stack
        .plain()
        .run(
            new CheckContext(
                dialer,
                dialer.services().getFirst(),
                "local",
                Deadline.in(timeout),
                new Transcript(ReadinessCheck.secrets(dialer)),
                InstantSource.system(),
                (service, stage) -> {}));
  }

  /** CPU nanoseconds a process has used. */
  @FunctionalInterface
  private interface Cpu {
    long nanos() throws IOException;
  }

  private void measure(String name, int concurrent, Cpu cpu, Callable<Boolean> check)
      throws Exception {
    AtomicLong good = new AtomicLong();
    AtomicLong bad = new AtomicLong();
    long before = cpu.nanos();
    long started = System.nanoTime();
    long end = started + span.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < concurrent; i++) {
        var unused =
            threads.submit(() -> {
              while (System.nanoTime() < end) {
                (check.call() ? good : bad).incrementAndGet();
              }
              return null;
            });
      }
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    double cpuSeconds = (cpu.nanos() - before) / 1e9;
    long all = Math.max(1, good.get() + bad.get());
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-24s %5d at once  %8.0f checks/s  %6.2f CPU ms a check  %8.0f checks per CPU second  %d failed",
            name,
            concurrent,
            all / seconds,
            cpuSeconds * 1000 / all,
            all / cpuSeconds,
            bad.get()));
  }

  private void blackbox(int port) throws Exception {
    int listen = FreePorts.one();
    Path config =
        Files.writeString(
            folder.resolve("blackbox.yml"),
            """
            modules:
              https:
                prober: http
                timeout: 15s
                http:
                  method: GET
                  preferred_ip_protocol: ip4
                  tls_config: { ca_file: "%s" }
            """
                .formatted(folder.resolve("root.pem")));
    List<String> command =
        List.of(
            "prometheus-blackbox-exporter",
            "--config.file=" + config,
            "--web.listen-address=127.0.0.1:" + listen);
    URI probe =
        URI.create(
            "http://127.0.0.1:%d/probe?module=https&target=https://%s:%d/"
                .formatted(listen, HOST, port));
    try (PeerProcess exporter = PeerProcess.start("blackbox", folder, command);
        HttpClient client = HttpClient.newHttpClient()) {
      exporter.awaitPort(listen);
      HttpRequest request = HttpRequest.newBuilder(probe).build();
      for (int concurrent : new int[] {1, 100, 1000}) {
        measure(
            "blackbox_exporter",
            concurrent,
            new ProcessUse(exporter.pid())::cpuNanos,
            () ->
                client
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("probe_success 1"));
      }
    }
  }

  private static void tarpit(ProbeStack stack) throws InterruptedException, IOException {
    CountDownLatch all = new CountDownLatch(WAITING);
    AtomicInteger named = new AtomicInteger();
    try (FaultyPeer peer =
            FaultyPeer.tcp(socket -> {
              FaultyPeer.swallow(socket);
              all.countDown();
              FaultyPeer.hold();
            });
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Dialer dialer = dialer(peer.port());
      for (int i = 0; i < WAITING; i++) {
        var unused =
            threads.submit(() -> {
              CheckResult result = walk(stack, dialer, Duration.ofSeconds(40));
              named.addAndGet(result.findings().size());
              return null;
            });
      }
      all.await();
      System.gc();
      Runtime heap = Runtime.getRuntime();
      System.out.println(
          String.format(
              Locale.ROOT,
              "%d checks wait on a tarpit (and the tarpit with them): heap %d MB, RSS %d MB",
              WAITING,
              (heap.totalMemory() - heap.freeMemory()) >> 20,
              own().residentMegabytes()));
    }
    System.out.println(named.get() + " findings of them");
  }

  private static long ownCpuNanos() throws IOException {
    return own().cpuNanos();
  }

  private static ProcessUse own() {
    return new ProcessUse(ProcessHandle.current().pid());
  }
}
