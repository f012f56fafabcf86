package io.linecheck.bench;

import io.linecheck.bench.ValidatorComparison.Answer;
import io.linecheck.certificate.corpus.Chain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One chain through {@code openssl verify}, as strict as it can be asked to be. */
final class OpenSslVerify {
  private static final Pattern ERROR = Pattern.compile("error \\d+ at \\d+ depth lookup: (.+)");

  private final Path folder;

  OpenSslVerify(Path folder) {
    this.folder = folder;
  }

  static String version() throws IOException, InterruptedException {
    return run(List.of("openssl", "version")).strip();
  }

  Answer judge(Chain chain) throws IOException, InterruptedException {
    Path leaf = write("leaf.pem", "CERTIFICATE", chain.sent().subList(0, 1));
    Path others = write("others.pem", "CERTIFICATE", chain.sent().subList(1, chain.sent().size()));
    Path roots = write("roots.pem", "CERTIFICATE", chain.roots());
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl", "verify", "-x509_strict", "-partial_chain", "-purpose", "sslserver"));
    command.addAll(List.of("-no-CApath", "-no-CAstore", "-CAfile", roots.toString()));
    command.addAll(List.of("-attime", Long.toString(chain.at().getEpochSecond())));
    if (chain.sent().size() > 1) {
      command.addAll(List.of("-untrusted", others.toString()));
    }
    String host = chain.host().replaceAll("[\\[\\]]|\\.$", "");
    boolean address = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    command.addAll(List.of(address ? "-verify_ip" : "-verify_hostname", ascii(host)));
    if (!chain.lists().isEmpty()) {
      Path lists = write("lists.pem", "X509 CRL", chain.lists());
      command.addAll(List.of("-crl_check", "-extended_crl", "-CRLfile", lists.toString()));
    }
    command.add(leaf.toString());
    String said = run(command);
    boolean accepted = said.lines().anyMatch(line -> line.equals(leaf + ": OK"));
    Matcher matcher = ERROR.matcher(said);
    String reason = matcher.find() ? matcher.group(1) : said.lines().findFirst().orElse("");
    return new Answer(accepted, accepted ? "OK" : reason.replace(folder.toString(), ""));
  }

  private static String ascii(String host) {
    try {
      return java.net.IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      return host;
    }
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private Path write(String name, String label, List<byte[]> blocks) throws IOException {
    StringBuilder text = new StringBuilder();
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    for (byte[] each : blocks) {
      text.append("-----BEGIN ")
          .append(label)
          .append("-----\n")
          .append(lines.encodeToString(each))
          .append("\n-----END ")
          .append(label)
          .append("-----\n");
    }
    return Files.writeString(folder.resolve(name), text);
  }
}
