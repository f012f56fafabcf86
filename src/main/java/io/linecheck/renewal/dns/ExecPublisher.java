package io.linecheck.renewal.dns;

import io.linecheck.config.DnsProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A program of the operator's: {@code program present|cleanup FQDN VALUE}, the name with a dot at
 * its end, as lego's exec provider calls it; certbot's variables are set besides, and cleanup may
 * be a program of its own, so that its pairs of hooks work too.
 */
final class ExecPublisher implements TxtPublisher {
  private static final int SHOWN = 400;

  private final DnsProvider.Exec settings;
  private final Map<TxtRecord, String> printed = new ConcurrentHashMap<>();

  ExecPublisher(DnsProvider.Exec settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "exec " + settings.program().getFileName();
  }

  @Override
  public void add(TxtRecord txt) throws InterruptedException {
    printed.put(txt, run(settings.program(), "present", txt));
  }

  @Override
  public void remove(TxtRecord txt) throws InterruptedException {
    run(settings.cleanup().orElse(settings.program()), "cleanup", txt);
  }

  /** What certbot tells its hooks; each record is handled by itself, so none remains. */
  private Map<String, String> certbot(TxtRecord txt) {
    String domain = txt.name().replaceFirst("^_acme-challenge\\.", "");
    return Map.of(
        "CERTBOT_DOMAIN",
        domain,
        "CERTBOT_ALL_DOMAINS",
        domain,
        "CERTBOT_VALIDATION",
        txt.value(),
        "CERTBOT_REMAINING_CHALLENGES",
        "0",
        "CERTBOT_AUTH_OUTPUT",
        printed.getOrDefault(txt, ""));
  }

  /** What the program printed, where it succeeded. */
  private String run(Path program, String verb, TxtRecord txt) throws InterruptedException {
    ProcessBuilder command =
        new ProcessBuilder(List.of(program.toString(), verb, txt.name() + ".", txt.value()))
            .redirectErrorStream(true);
    command.environment().putAll(certbot(txt));
    Process process;
    try {
      process = command.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw refusal(verb, "cannot be started: " + e.getMessage());
    }
    AtomicReference<String> output = new AtomicReference<>("");
    Thread reader = Thread.ofVirtual().start(() -> drain(process, output));
    try {
      if (!process.waitFor(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw refusal(verb, "did not end within " + settings.timeout().toSeconds() + " s");
      }
      reader.join(1000);
      if (process.exitValue() != 0) {
        throw refusal(verb, "ended with " + process.exitValue() + ": " + output.get());
      }
      return Objects.requireNonNullElse(output.get(), "").strip();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Reads all it prints, so that it never waits for us, and keeps the beginning. */
  private static void drain(Process process, AtomicReference<String> output) {
    try (var in = process.getInputStream()) {
      byte[] beginning = in.readNBytes(SHOWN);
      output.set(new String(beginning, StandardCharsets.UTF_8));
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException closed) {
      output.compareAndSet("", "its output broke off");
    }
  }

  private DnsProviderException refusal(String verb, String what) {
    String text = what.replaceAll("\\s+", " ").strip();
    return new DnsProviderException(
        DnsProviderException.Kind.OTHER,
        name() + " " + verb + " " + (text.length() > SHOWN ? text.substring(0, SHOWN) : text));
  }
}
