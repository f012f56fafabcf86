package io.linecheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.certificate.corpus.Chain;
import io.linecheck.certificate.corpus.Corpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code linecheck certificate} on the files that people have. */
class CertificateCommandTest {
  private static final List<Chain> CORPUS = Corpus.all();
  private static final String KEY =
      "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LXNlY3JldC1zZWNyZXQ=\n-----END PRIVATE KEY-----\n";

  @TempDir private static Path folder;
  private static Path chain;
  private static Path roots;

  @BeforeAll
  static void writeGoodChain() {
    chain = write("fullchain.pem", pem("CERTIFICATE", named("a good chain").sent()));
    roots = write("roots.pem", pem("CERTIFICATE", named("a good chain").roots()));
  }

  @Test
  void goodChainIsAcceptedWithItsPathAndRules() {
    CommandRun run = judge(chain, "--json");
    assertEquals(0, run.code(), run.out() + run.err());
    JsonNode node = run.json();
    assertTrue(node.path("accepted").asBoolean());
    assertEquals("leaf", node.path("path").get(0).path("role").asText());
    assertEquals("root", node.path("path").get(2).path("role").asText());
    assertEquals(0, node.path("findings").size());
    assertTrue(node.path("rules").toString().contains("added by the user"), node.toString());
    CommandRun text = judge(chain);
    assertTrue(text.out().startsWith("ACCEPTED  " + chain), text.out());
  }

  @Test
  void everyTenthChainOfTheCorpusEndsWithItsExitCode() {
    for (int i = 0; i < CORPUS.size(); i += 10) {
      Chain each = CORPUS.get(i);
      if (each.publicRoots()) {
        continue;
      }
      List<String> more = new ArrayList<>(List.of("--json"));
      for (int list = 0; list < each.lists().size(); list++) {
        more.add("--crl");
        more.add(write("list" + list + ".der", each.lists().get(list)).toString());
      }
      CommandRun run =
          run(
              write("chain.pem", pem("CERTIFICATE", each.sent())),
              write("ca.pem", pem("CERTIFICATE", each.roots())),
              each.host(),
              each.at().toString(),
              more);
      assertEquals(each.accepted(), run.code() < 2, each + ": " + run.out() + run.err());
      assertEquals(each.accepted(), run.json().path("accepted").asBoolean(), each.name());
    }
  }

  @Test
  void warningsEndWithOneAndNameTheirCode() {
    Chain late = named("90 days renewal late");
    CommandRun run = run(late, List.of("--json"));
    assertEquals(1, run.code(), run.out());
    assertEquals(List.of("certificate-renewal-overdue"), run.codes("warning"));
    JsonNode finding = run.json().path("findings").get(0);
    for (String field :
        List.of(
            "severity", "service", "stage", "title", "evidence", "cause", "remedy", "fixedBy")) {
      assertFalse(finding.path(field).asText().isEmpty(), field + " in " + finding);
    }
  }

  @Test
  void junkAroundAndForeignLineEndsDoNotMatter() {
    String good = pem("CERTIFICATE", named("a good chain").sent());
    String junk = "Bag Attributes\n  friendlyName: dialer\nsubject=CN = x\n" + good + "bye\n";
    assertEquals(0, judge(write("junk.pem", junk)).code());
    assertEquals(0, judge(write("crlf.pem", good.replace("\n", "\r\n"))).code());
    assertEquals(0, judge(write("cr.pem", good.replace("\n", "\r"))).code());
    assertEquals(0, judge(write("one-line.pem", good.replace("\n", ""))).code());
    assertEquals(
        0, judge(write("old.pem", pem("X509 CERTIFICATE", named("a good chain").sent()))).code());
  }

  @Test
  void byteOrderMarkIsTold() {
    String good = pem("CERTIFICATE", named("a good chain").sent());
    CommandRun run = judge(write("bom.pem", "\u00ef\u00bb\u00bf" + good), "--json");
    assertEquals(0, run.code());
    assertTrue(run.json().path("notes").get(0).asText().contains("byte order mark"), run.out());
  }

  @Test
  void keyInTheFileIsNeverShown() {
    String good = pem("CERTIFICATE", named("a good chain").sent());
    for (String[] options : new String[][] {{}, {"--json"}}) {
      CommandRun run = judge(write("combined.pem", KEY + good), options);
      assertEquals(0, run.code(), run.out());
      assertFalse((run.out() + run.err()).contains("c2VjcmV0"), run.out());
      assertTrue(run.out().contains("a private key too"), run.out());
    }
    refused(
        write("privkey.pem", KEY),
        "holds no PEM certificate but a private key; give the file with the chain, often"
            + " fullchain.pem");
  }

  @Test
  void everyOtherKindOfFileIsNamedWithTheWayOut() throws IOException {
    byte[] leaf = named("a good chain").sent().getFirst();
    refused(write("leaf.der", leaf), "it is DER; servers send what they read as PEM");
    refused(write("empty.pem", ""), "is empty; a PEM certificate begins with");
    refused(write("text.pem", "hello\n"), "it must begin with -----BEGIN CERTIFICATE-----");
    refused(
        write("chain.p7b", pem("PKCS7", List.of(leaf))),
        "PKCS #7; convert it: openssl pkcs7 -print_certs -in");
    refused(write("store.p12", new byte[] {0x30, (byte) 0x82, 1, 2, 2, 1, 3}), "it is PKCS #12");
    refused(write("list.pem", pem("X509 CRL", List.of(leaf))), "a revocation list; give it with");
    refused(
        write("request.pem", pem("CERTIFICATE REQUEST", List.of(leaf))), "a certificate request");
    refused(
        write("utf16.pem", "\ufeffx".getBytes(StandardCharsets.UTF_16BE)), "it is text in UTF-16");
    refused(folder, "cannot read " + folder + " (it is a directory)");
    refused(folder.resolve("missing.pem"), "there is no file " + folder.resolve("missing.pem"));
    Path huge = folder.resolve("huge.pem");
    try (var file = new java.io.RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(100L << 20);
    }
    refused(huge, "is larger than 16 MiB");
  }

  @Test
  void brokenBlockInsideIsRefusedNotUnreadable() {
    String cut = "-----BEGIN CERTIFICATE-----\nMIIB%%%\n-----END CERTIFICATE-----\n";
    CommandRun run = judge(write("broken.pem", cut), "--json");
    assertEquals(2, run.code(), run.out());
    assertTrue(run.out().contains("is no base64 or has no END line"), run.out());
  }

  @Test
  void wrongOptionsGiveOneSentence() {
    usage(
        "--host 'https://x/' is neither a DNS name nor an IP address; give the name alone,"
            + " without scheme, port and path",
        chain,
        "https://x/",
        List.of());
    usage(
        "--host '*.example.com' is neither a DNS name nor an IP address; nobody types a"
            + " wildcard: give a name that it must cover",
        chain,
        "*.example.com",
        List.of());
    usage(
        "--at 'soon': write a time such as 2027-01-31T12:00:00Z, or a day",
        chain,
        "dialer.example.com",
        List.of("--at", "soon"));
    CommandRun alone =
        CommandRun.of("certificate", chain.toString(), "--host", "a.example", "--only-ca-file");
    assertEquals(3, alone.code());
    assertEquals(
        "linecheck: --only-ca-file needs a --ca-file with the roots to trust\n", alone.err());
    CommandRun list = judge(chain, "--crl", chain.toString());
    assertEquals(3, list.code());
    assertTrue(list.err().contains("holds no revocation list; give one in PEM"), list.err());
    CommandRun none = CommandRun.of("certificate", "--host", "a.example");
    assertEquals(3, none.code());
  }

  @Test
  void revokedLeafIsRefusedByListsInPemAndDer() {
    Chain revoked = named("revoked leaf");
    Path pem = write("list.crl", pem("X509 CRL", revoked.lists()));
    Path der = write("list.der", revoked.lists().getFirst());
    for (Path list : List.of(pem, der)) {
      CommandRun run = run(revoked, List.of("--json", "--crl", list.toString()));
      assertEquals(2, run.code(), run.out());
      assertEquals(List.of("certificate-revoked"), run.codes("critical"));
      assertTrue(run.json().path("rules").toString().contains("by the lists given"), run.out());
    }
    assertEquals(0, run(revoked, List.of()).code(), "without the list");
  }

  @Test
  void severalFilesGiveALineOrAnElementEach() {
    Path missing = folder.resolve("missing.pem");
    CommandRun text =
        CommandRun.of(
            "certificate",
            chain.toString(),
            missing.toString(),
            "--host",
            "other.example.com",
            "--only-ca-file",
            "--ca-file",
            roots.toString(),
            "--at",
            "2026-11-21");
    assertEquals(
        chain
            + ": refused: certificate-name-mismatch\n"
            + missing
            + ": there is no file "
            + missing
            + "\n",
        text.out());
    assertEquals(2, text.code());
    CommandRun json =
        CommandRun.of(
            "certificate",
            chain.toString(),
            missing.toString(),
            "--host",
            "dialer.example.com",
            "--only-ca-file",
            "--ca-file",
            roots.toString(),
            "--at",
            "2026-11-21",
            "--json");
    assertEquals(3, json.code());
    assertEquals(2, json.json().size());
    assertTrue(json.json().get(0).path("accepted").asBoolean());
    assertFalse(json.json().get(1).path("accepted").asBoolean());
    assertTrue(json.json().get(1).path("error").asText().startsWith("there is no file"));
  }

  @Test
  void hostMayBeAnAddressOrAnInternationalName() {
    for (String name :
        List.of(
            "IPv4 address",
            "IPv6 address in brackets",
            "U-label host, A-label SAN",
            "wildcard",
            "host with its final dot")) {
      assertEquals(0, run(named(name), List.of()).code(), name);
    }
  }

  private static Chain named(String name) {
    return CORPUS.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static void refused(Path file, String sentence) {
    CommandRun run = judge(file);
    assertEquals(3, run.code(), run.out() + run.err());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("linecheck: ") && run.err().contains(sentence), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  private static void usage(String sentence, Path file, String host, List<String> more) {
    CommandRun run = run(file, roots, host, "", more);
    assertEquals(3, run.code());
    assertEquals("linecheck: " + sentence + "\n", run.err());
  }

  private static CommandRun judge(Path file, String... more) {
    return run(file, roots, "dialer.example.com", "2026-11-21T00:00:00Z", List.of(more));
  }

  private static CommandRun run(Chain each, List<String> more) {
    return run(
        write("each.pem", pem("CERTIFICATE", each.sent())),
        write("each-ca.pem", pem("CERTIFICATE", each.roots())),
        each.host(),
        each.at().toString(),
        more);
  }

  private static CommandRun run(Path file, Path ca, String host, String at, List<String> more) {
    List<String> args = new ArrayList<>(List.of("certificate", file.toString(), "--host", host));
    args.addAll(List.of("--only-ca-file", "--ca-file", ca.toString()));
    if (!at.isEmpty()) {
      args.addAll(List.of("--at", at));
    }
    args.addAll(more);
    return CommandRun.of(args);
  }

  private static String pem(String label, List<byte[]> blocks) {
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
    return text.toString();
  }

  private static Path write(String name, String text) {
    return write(name, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Path write(String name, byte[] octets) {
    try {
      return Files.write(folder.resolve(name), octets);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
