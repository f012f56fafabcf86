package io.linecheck.cli;

import io.linecheck.demo.PracticeFloor;
import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.SipAccount;
import io.linecheck.model.TurnAccess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code practice FOLDER}: practice dialers for a training run in another process. Prints for each
 * the words that check it, apart by tabs, then an empty line, and holds them until its input ends.
 */
@Command(name = "practice", hidden = true, description = "Practice dialers for a training run.")
final class PracticeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FOLDER", description = "Where secrets and the root are written.")
  private Path folder = Path.of(".");

  PracticeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      PracticeFloor floor =
          PracticeFloor.open(vertx, InstantSource.system())
              .toCompletionStage()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      Path roots = Files.writeString(folder.resolve("root.pem"), pem(floor));
      for (Dialer dialer : floor.dialers()) {
        terminal.out().println(String.join("\t", check(dialer, folder, roots)));
      }
      terminal.out().println();
      terminal.out().flush();
      System.in.transferTo(OutputStream.nullOutputStream());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    return 0;
  }

  /** As an operator types it; TURN over streams is tried where none is, for its classes. */
  private static List<String> check(Dialer dialer, Path folder, Path roots) throws IOException {
    List<String> words = new ArrayList<>(List.of("check", dialer.host()));
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
