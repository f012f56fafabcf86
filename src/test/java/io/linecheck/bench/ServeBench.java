package io.linecheck.bench;

import io.linecheck.peer.Coturn;
import io.linecheck.peer.FaultyPeer;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.Kamailio;
import io.linecheck.peer.Nginx;
import io.linecheck.peer.PeerProcess;
import io.linecheck.peer.TestAuthority;
import io.linecheck.peer.TestAuthority.CertificateFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * {@code serve} with 1,000 dialers (https, wss with REGISTER, stun, turn-udp) every 30 seconds
 * against nginx, Kamailio and coturn, each in a process of its own, while 50 viewers watch the wall
 * and three more dialers change their state every few seconds. Prints what the server's process
 * used; judges nothing. Arguments: minutes (10), dialers (1000), viewers (50).
 */
public final class ServeBench {
  private static final Duration WARMING = Duration.ofSeconds(60);
  private static final Duration STARTING = Duration.ofMinutes(2);
  private static final int FLIPPERS = 3;
  private static final String SECRET = "north-wind-7";

  private final Path folder;
  private final int dialers;
  private final int viewers;
  private final TestAuthority authority = TestAuthority.today();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final WallViewers wall = new WallViewers();

  private ServeBench(Path folder, int dialers, int viewers) {
    this.folder = folder;
    this.dialers = dialers;
    this.viewers = viewers;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    double minutes = args.length > 0 ? Double.parseDouble(args[0]) : 10;
    int dialers = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    int viewers = args.length > 2 ? Integer.parseInt(args[2]) : 50;
    ServeBench bench = new ServeBench(Files.createTempDirectory("serve-bench"), dialers, viewers);
    try {
      bench.run(Duration.ofMillis((long) (minutes * 60_000)));
    } finally {
      bench.close();
    }
  }

  private void run(Duration span) throws Exception {
    int port = FreePorts.one();
    Path config = configure(port);
    PeerProcess server = keep(PeerProcess.start("linecheck", folder, command(config)));
    server.await("it to serve", () -> server.output().contains("serves on port"), STARTING);
    ProcessUse use = new ProcessUse(server.pid());
    wall.watch(port, viewers);
    TimeUnit.NANOSECONDS.sleep(WARMING.toNanos());
    long cpuWarming = use.cpuNanos();
    wall.restart();
    TreeMap<Double, Double> lagBefore = lag(port);
    long checksBefore = checks(port);
    long started = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(span.toNanos());
    double seconds = (System.nanoTime() - started) / 1e9;
    double cores = (use.cpuNanos() - cpuWarming) / 1e9 / seconds;
    TreeMap<Double, Double> lag = lag(port);
    lag.replaceAll((bound, count) -> count - lagBefore.getOrDefault(bound, 0.0));
    System.out.println(
        String.format(
            Locale.ROOT,
            "serve: %d dialers, %.0f s after %d s of warming up: %.1f checks/s, %.2f cores"
                + " (%.1f s CPU while warming up), RSS %d MB (most %d MB),"
                + " schedule lag p50 < %s s, p99 < %s s, database %d MB",
            dialers,
            seconds,
            WARMING.toSeconds(),
            (checks(port) - checksBefore) / seconds,
            cores,
            cpuWarming / 1e9,
            use.residentMegabytes(),
            use.mostResidentMegabytes(),
            quantile(lag, 0.5),
            quantile(lag, 0.99),
            databaseMegabytes()));
    System.out.println("serve: door's answer to viewer: " + wall.report());
    System.out.println("serve: ready by its own count: " + ready(port));
  }

  private static List<String> command(Path config) {
    Path launcher = Path.of("bin", "linecheck").toAbsolutePath();
    return List.of(launcher.toString(), "serve", "--config", config.toString());
  }

  private Path configure(int port) throws IOException {
    Path sip = Files.createDirectories(folder.resolve("sip"));
    Kamailio kamailio = keep(Kamailio.start(sip, authority, Kamailio.Habit.KNOWS_EVERY_NUMBER));
    CertificateFiles files =
        new CertificateFiles(sip.resolve("kamailio.pem"), sip.resolve("kamailio.key"));
    Nginx front =
        keep(
            Nginx.start(
                folder,
                List.of(
                    Nginx.Site.sound("pages", files),
                    Nginx.Site.of("phones", files, websocket(kamailio.plainPort())))));
    Coturn coturn =
        keep(
            Coturn.start(
                folder,
                "--use-auth-secret",
                "--static-auth-secret=" + SECRET,
                "--allow-loopback-peers",
                "--min-port=49152",
                "--max-port=65535"));
    authority.writeRoot(folder);
    Files.writeString(folder.resolve("sip.secret"), "s3cret\n");
    Files.writeString(folder.resolve("turn.secret"), SECRET + "\n");
    StringBuilder text = new StringBuilder();
    text.append("server: { listen: '127.0.0.1:%d', requestsPerMinute: 100000 }%n".formatted(port));
    text.append("storage: 'sqlite:%s'%n".formatted(folder.resolve("bench.db")));
    text.append("trust: { caFiles: ['%s'] }%ndialers:%n".formatted(folder.resolve("root.pem")));
    String stunAndTurn =
        "stun: {port: %1$d}, turn-udp: {port: %1$d}".formatted(coturn.address().getPort());
    for (int i = 0; i < dialers; i++) {
      String services = "https: {port: " + front.port("pages") + ", path: /}, " + stunAndTurn;
      text.append(dialer("d%04d".formatted(i), 1000 + i, "30s", services, front.port("phones")));
    }
    for (int i = 0; i < FLIPPERS; i++) {
      String services = "https: {port: " + flipper("flip-" + i) + ", path: /}, stun: false";
      text.append(dialer("flip-" + i, 9000 + i, "3s", services, front.port("phones")));
    }
    return Files.writeString(folder.resolve("linecheck.yaml"), text);
  }

  private static String dialer(String id, int phone, String interval, String services, int phones) {
    return """
      - id: %s
        host: 127.0.0.1
        profile: kamailio
        seats: 10
        interval: %s
        labels: { site: site-%d }
        services: { %s, wss: {port: %d, path: /ws} }
        sip: { user: "%d", password: {file: sip.secret} }
        turn: { secret: {file: turn.secret} }
    """
        .formatted(id, interval, phone % 25, services, phones, phone);
  }

  /**
   * TLS ends at nginx, as in front of many dialers: under hundreds of connections a second Kamailio
   * 5.6 dies in OpenSSL 3 of Debian 12, and the run measures refused connections.
   */
  private static String websocket(int plainPort) {
    return """
    location /ws {
      proxy_pass http://127.0.0.1:%d;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
      proxy_read_timeout 1h;
    }
    """
        .formatted(plainPort);
  }

  /** A door whose page is there and gone by turns; its port. */
  private int flipper(String dialer) {
    AtomicInteger answers = new AtomicInteger();
    return keep(FaultyPeer.tls(
            authority,
            authority.leaf("localhost", "127.0.0.1"),
            socket -> {
              FaultyPeer.swallow(socket);
              boolean broken = answers.incrementAndGet() % 2 == 0;
              wall.answered(dialer, broken);
              String status = broken ? "503 Service Unavailable" : "200 OK";
              FaultyPeer.send(socket, "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nok");
              FaultyPeer.swallow(socket);
            }))
        .port();
  }

  private static TreeMap<Double, Double> lag(int port) throws IOException, InterruptedException {
    TreeMap<Double, Double> buckets = new TreeMap<>();
    metrics(port)
        .filter(line -> line.startsWith("linecheck_schedule_lag_seconds_bucket"))
        .forEach(line -> {
          String bound = line.substring(line.indexOf("le=\"") + 4, line.indexOf("\"}"));
          buckets.put(
              bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
              Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
        });
    return buckets;
  }

  private static String quantile(TreeMap<Double, Double> buckets, double share) {
    double wanted = share * buckets.lastEntry().getValue();
    return buckets.entrySet().stream()
        .filter(bucket -> bucket.getValue() >= wanted)
        .findFirst()
        .map(bucket -> bucket.getKey().toString())
        .orElse("?");
  }

  private static long checks(int port) throws IOException, InterruptedException {
    return metrics(port)
        .filter(line -> line.startsWith("linecheck_schedule_lag_seconds_count"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String ready(int port) throws IOException, InterruptedException {
    TreeMap<String, Integer> states = new TreeMap<>();
    metrics(port)
        .filter(line -> line.startsWith("linecheck_dialer_readiness{") && line.endsWith(" 1.0"))
        .forEach(
            line -> states.merge(line.replaceAll(".*state=\"([^\"]*)\".*", "$1"), 1, Integer::sum));
    return states.toString();
  }

  private static Stream<String> metrics(int port) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + port + "/metrics");
      return client
          .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
          .body()
          .lines();
    }
  }

  private long databaseMegabytes() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
              .filter(file -> file.getFileName().toString().startsWith("bench.db"))
              .mapToLong(file -> file.toFile().length())
              .sum()
          >> 20;
    }
  }

  private <C extends AutoCloseable> C keep(C peer) {
    open.add(peer);
    return peer;
  }

  private void close() throws Exception {
    wall.close();
    for (AutoCloseable peer : open.reversed()) {
      peer.close();
    }
  }
}
