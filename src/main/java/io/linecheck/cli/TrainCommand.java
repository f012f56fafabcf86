package io.linecheck.cli;

import io.linecheck.demo.PracticeFloor;
import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.SipAccount;
import io.linecheck.model.TurnAccess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * {@code train}: runs the verbs that end by themselves once each, {@code check} on some practice
 * dialers with every kind of report, so that the classes a real check needs are in the
 * ahead-of-time cache that the launcher makes of this run.
 */
@Command(name = "train", hidden = true, description = "Makes the launcher's cache of classes.")
final class TrainCommand implements Callable<Integer> {
  private static final List<List<String>> REPORTS =
      List.of(List.of("--verbose"), List.of("--json"), List.of("--nagios"), List.of());

  private final Terminal terminal;
  private final Map<String, String> environment;

  TrainCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("linecheck-train");
    Vertx vertx = Vertx.vertx();
    try {
      PracticeFloor floor =
          PracticeFloor.open(vertx, InstantSource.system())
              .toCompletionStage()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      Path roots = Files.writeString(folder.resolve("root.pem"), pem(floor));
      run("--help");
      run("check", "--help");
      run("explain", "port-refused");
      for (int i = 0; i < REPORTS.size(); i++) {
        List<String> words = check(floor.dialers().get(i), folder, roots);
        words.addAll(REPORTS.get(i));
        run(words.toArray(String[]::new));
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
      DemoCommand.delete(folder);
    }
    return 0;
  }

  private void run(String... words) {
    Main.run(words, terminal.out(), terminal.err(), environment);
  }

  /** As an operator types it; TURN over streams is tried where none is, for its classes. */
  private static List<String> check(Dialer dialer, Path folder, Path roots) throws IOException {
    List<String> words = new ArrayList<>(List.of("check", dialer.host(), "--timeout", "3s"));
    words.addAll(List.of("--resolve", dialer.host() + ":127.0.0.1"));
    words.addAll(List.of("--ca-file", roots.toString()));
    for (Service service : dialer.services()) {
      words.addAll(List.of("--service", service.name() + "=" + door(service)));
      if (service.name().equals("https")) {
        for (String turn : List.of("turn-tcp", "turn-tls")) {
          words.addAll(List.of("--service", turn + "=" + service.host() + ":" + service.port()));
        }
      }
    }
    SipAccount phone = dialer.sip().orElseThrow();
    Path password = folder.resolve("sip.secret");
    Files.writeString(password, phone.password().orElseThrow().value());
    words.addAll(List.of("--sip-user", phone.user(), "--sip-password-file", password.toString()));
    if (dialer.turn() instanceof TurnAccess.SharedSecret shared) {
      Path secret = Files.writeString(folder.resolve("turn.secret"), shared.secret().value());
      words.addAll(List.of("--turn-secret-file", secret.toString()));
    }
    return words;
  }

  private static String door(Service service) {
    return service.host() + ":" + service.port() + String.join("", service.paths());
  }

  private static String pem(PracticeFloor floor) throws CertificateEncodingException {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(floor.root().getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }
}
