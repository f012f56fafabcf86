package io.linecheck.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.certificate.corpus.Chain;
import io.linecheck.certificate.corpus.Corpus;
import io.linecheck.config.CatalogueReader;
import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.TurnAccess;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import io.linecheck.probe.Approach;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Conversations;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Survey;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.Walk;
import io.linecheck.probe.WalkSettings;
import io.linecheck.probe.certificate.CertificateStage;
import io.linecheck.probe.certificate.InstalledFiles;
import io.linecheck.probe.dns.DnsProbe;
import io.linecheck.probe.dns.NamedResolver;
import io.linecheck.probe.tls.TlsProbe;
import io.linecheck.probe.wire.TcpDoor;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The corpus through a real nginx into a walk: what is served gets the codes that the file got. One
 * nginx has an address of its own in 127.0.0.0/8 for each chain and loads the chain as it is asked.
 */
class ServedCorpusIT {
  private static final Catalogue CATALOGUE = CatalogueReader.read();
  private static final int AT_ONCE = 8;

  @TempDir private static Path folder;

  private record Compared(Chain chain, Set<FindingCode> pure, Optional<Set<FindingCode>> served) {}

  @Test
  void servedChainGetsTheCodesOfItsFile() throws Exception {
    List<Chain> chains = Corpus.all().stream().filter(ServedCorpusIT::canBeServed).toList();
    int port = FreePorts.one();
    Vertx vertx = Vertx.vertx();
    try (PeerProcess nginx = nginx(chains, port);
        ExecutorService walkers =
            Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      nginx.awaitPort(port);
      TcpDoor door = new TcpDoor(vertx);
      List<Future<Compared>> running = new ArrayList<>();
      for (int i = 0; i < chains.size(); i++) {
        Chain chain = chains.get(i);
        InetAddress address = address(i);
        running.add(walkers.submit(() -> compare(door, chain, address, port)));
      }
      List<String> differing = new ArrayList<>();
      List<String> unserved = new ArrayList<>();
      for (Future<Compared> each : running) {
        Compared compared = each.get(60, TimeUnit.SECONDS);
        if (compared.served().isEmpty()) {
          unserved.add(compared.chain().name());
        } else if (!compared.pure().equals(compared.served().get())) {
          differing.add(compared.toString());
        }
      }
      assertEquals(List.of(), differing);
      int served = chains.size() - unserved.size();
      assertTrue(served > 450, served + " served; not served: " + unserved);
    } finally {
      vertx.close().await();
    }
  }

  /** An address cannot be looked up elsewhere; broken DER comes mended from OpenSSL. */
  private static boolean canBeServed(Chain chain) {
    return chain.key().isPresent()
        && !chain.rule().startsWith("X.690")
        && chain.host().chars().anyMatch(Character::isLetter)
        && chain.host().indexOf(':') < 0;
  }

  private static InetAddress address(int index) {
    return InetAddress.ofLiteral("127.9." + index / 200 + "." + (1 + index % 200));
  }

  private static PeerProcess nginx(List<Chain> chains, int port) throws IOException {
    StringBuilder doors = new StringBuilder("listen 127.0.0.1:" + port + ";\n");
    for (int i = 0; i < chains.size(); i++) {
      String address = address(i).getHostAddress();
      doors.append("listen ").append(address).append(':').append(port).append(" ssl;\n");
      Files.writeString(folder.resolve(address + ".pem"), pem(chains.get(i)));
      Files.writeString(
          folder.resolve(address + ".key"),
          block("PRIVATE KEY", chains.get(i).key().orElseThrow().getEncoded()));
    }
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off;
        user root;
        pid %1$s/nginx.pid;
        worker_rlimit_nofile 4096;
        events { worker_connections 2048; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            %2$s
            ssl_certificate %1$s/$server_addr.pem;
            ssl_certificate_key %1$s/$server_addr.key;
            ssl_ciphers DEFAULT@SECLEVEL=0;
            location / { return 200 "agent screen"; }
          }
        }
        """
            .formatted(folder, doors));
    return PeerProcess.start(
        "nginx",
        folder,
        List.of(
            "/usr/sbin/nginx",
            "-p",
            folder.toString(),
            "-c",
            config.toString(),
            "-e",
            folder.resolve("error.log").toString()));
  }

  private static String pem(Chain chain) {
    StringBuilder text = new StringBuilder();
    chain.sent().forEach(each -> text.append(block("CERTIFICATE", each)));
    return text.toString();
  }

  private static String block(String label, byte[] octets) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets));
  }

  private static Compared compare(TcpDoor door, Chain chain, InetAddress address, int port)
      throws InterruptedException {
    Question question = Judge.question(chain);
    Question listless = Question.of(chain.host(), chain.at(), question.trust());
    Set<FindingCode> pure = codes(BrowserVerdict.judge(chain.sent(), listless).faults());
    CheckResult result = walk(door, chain, listless.trust(), address, port);
    Optional<Set<FindingCode>> served =
        result.certificates().isEmpty()
            ? Optional.empty()
            : Optional.of(
                codes(
                    result.stages().stream()
                        .filter(stage -> stage.stage() == Stage.CERTIFICATE)
                        .flatMap(stage -> stage.faults().stream())
                        .toList()));
    return new Compared(chain, pure, served);
  }

  private static Set<FindingCode> codes(List<Fault> faults) {
    return new TreeSet<>(faults.stream().map(Fault::code).toList());
  }

  private static CheckResult walk(
      TcpDoor door, Chain chain, TrustStore trust, InetAddress address, int port)
      throws InterruptedException {
    CertificateStage certificate = new CertificateStage(trust, new VerdictCache(10));
    WalkSettings settings =
        new WalkSettings(
            Map.of(chain.host().toLowerCase(Locale.ROOT), address),
            Set.of(Stage.TCP, Stage.TLS, Stage.CERTIFICATE),
            false);
    NamedResolver resolver = NamedResolver.system();
    Walk walk =
        new Walk(
            new Approach(new DnsProbe(List.of(resolver)), door, settings),
            new TlsProbe(door),
            certificate,
            new Survey(door, certificate, resolver, InstalledFiles.NONE, false),
            Conversations.only(path -> {}),
            CATALOGUE,
            settings);
    Service service =
        new Service("https", ServiceKind.HTTPS, chain.host(), port, List.of("/"), true);
    Dialer dialer =
        new Dialer(
            "corpus",
            chain.host(),
            "vicidial",
            Platform.GENERIC,
            0,
            Map.of(),
            List.of(),
            Map.of(),
            Optional.empty(),
            List.of(service),
            Optional.empty(),
            new TurnAccess.None());
    return walk.run(
        new CheckContext(
            dialer,
            service,
            "local",
            Deadline.in(Duration.ofSeconds(30)),
            new Transcript(List.of()),
            InstantSource.fixed(chain.at()),
            (walked, stage) -> {}));
  }
}
