package io.linecheck.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A zone that BIND's own tools have signed (RFC 4034).
 *
 * @param name of the zone
 * @param file the signed zone
 * @param anchor the statement by which a resolver trusts its key
 */
public record SignedZone(String name, Path file, String anchor) {

  /** Signs records; with signatures that ended yesterday where it is expired. */
  public static SignedZone of(Path folder, String name, String records, boolean expired) {
    try {
      Path keys = Files.createDirectories(folder.resolve("keys-" + name));
      String key =
          run(keys, "dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-f", "KSK", name).strip();
      run(keys, "dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", name);
      Path zone = Bind.zone(folder, name, records);
      Path signed = folder.resolve(name + ".signed");
      List<String> sign = new ArrayList<>(List.of("dnssec-signzone", "-q", "-S", "-K", "."));
      if (expired) {
        sign.addAll(List.of("-P", "-s", "now-1209600", "-e", "now-86400"));
      }
      sign.addAll(List.of("-o", name, "-f", signed.toString(), zone.toString()));
      run(keys, sign.toArray(new String[0]));
      String record =
          Files.readString(keys.resolve(key + ".key"))
              .lines()
              .filter(line -> line.contains("DNSKEY"))
              .findFirst()
              .orElseThrow();
      String text = record.substring(record.indexOf("DNSKEY") + 7);
      String[] parts = text.split(" ", 4);
      String anchor =
          "trust-anchors { \"%s\" static-key %s %s %s \"%s\"; };\n"
              .formatted(name, parts[0], parts[1], parts[2], parts[3].replace(" ", ""));
      return new SignedZone(name, signed, anchor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The statement with which a server serves it. */
  public String served() {
    return "zone \"%s\" { type primary; file \"%s\"; };\n".formatted(name, file);
  }

  private static String run(Path folder, String... command) {
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + ": " + said);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
