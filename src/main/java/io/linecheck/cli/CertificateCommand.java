package io.linecheck.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.certificate.BrowserVerdict;
import io.linecheck.certificate.Question;
import io.linecheck.certificate.RevocationList;
import io.linecheck.certificate.TrustStore;
import io.linecheck.certificate.Verdict;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.InvalidInputException;
import io.linecheck.model.Catalogue;
import io.linecheck.probe.trust.PemFile;
import io.linecheck.probe.trust.RootFiles;
import io.linecheck.web.ContractJson;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code certificate FILE --host NAME}: would a browser accept this chain for this host? */
@Command(
    name = "certificate",
    description = "Would a browser accept this chain for this host, before it is installed?",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 accepted, 1 accepted with warnings, 2 refused, 3 no such file or no PEM in it."
    })
final class CertificateCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final InstantSource clock;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "A PEM chain as a server would send it, leaf first.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--host",
      required = true,
      paramLabel = "NAME",
      description = "The DNS name or IP address in the address bar.")
  private String host = "";

  @Option(
      names = "--ca-file",
      paramLabel = "PEM",
      description = "Adds the roots of this file; repeatable.")
  private List<Path> caFiles = new ArrayList<>();

  @Option(names = "--only-ca-file", description = "Trust nothing but the roots of --ca-file.")
  private boolean onlyCaFile;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Judge as of this time, such as 2027-01-31T12:00:00Z; default now.")
  private String at = "";

  @Option(
      names = "--crl",
      paramLabel = "FILE",
      description = "A revocation list in PEM or DER; repeatable.")
  private List<Path> lists = new ArrayList<>();

  @Option(names = "--json", description = "JSON instead of text.")
  private boolean json;

  CertificateCommand(Terminal terminal, InstantSource clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    if (!BrowserVerdict.isHost(host)) {
      throw new InvalidInputException(
          "--host '" + host + "' is neither a DNS name nor an IP address" + hint(host));
    }
    if (onlyCaFile && caFiles.isEmpty()) {
      throw new InvalidInputException("--only-ca-file needs a --ca-file with the roots to trust");
    }
    TrustStore trust = RootFiles.read(caFiles, onlyCaFile);
    List<RevocationList> crls =
        lists.stream().flatMap(file -> RootFiles.lists(file).stream()).toList();
    Question question =
        Question.of(host, TimeText.parse(at).orElseGet(clock::instant), trust).withLists(crls);
    Supplier<Catalogue> catalogue = new Texts();
    if (files.size() == 1) {
      return one(judge(files.getFirst(), question), catalogue);
    }
    return several(question, catalogue);
  }

  private static String hint(String host) {
    if (host.startsWith("*")) {
      return "; nobody types a wildcard: give a name that it must cover";
    }
    if (host.contains("/") || host.matches("[^:]+:\\d+")) {
      return "; give the name alone, without scheme, port and path";
    }
    return "";
  }

  private static CertificateReport judge(Path file, Question question) {
    PemFile read = RootFiles.chain(file);
    Verdict verdict = BrowserVerdict.judge(read.certificates(), question);
    return new CertificateReport(file.toString(), read.remarks(), question, verdict);
  }

  private int one(CertificateReport report, Supplier<Catalogue> catalogue) {
    if (json) {
      terminal.out().println(ContractJson.pretty(report.json(catalogue)));
    } else {
      terminal.out().print(report.text(terminal, catalogue));
    }
    return report.exitCode();
  }

  private int several(Question question, Supplier<Catalogue> catalogue) {
    ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
    int worst = 0;
    for (Path file : files) {
      Optional<CertificateReport> report = Optional.empty();
      String problem = "";
      try {
        report = Optional.of(judge(file, question));
      } catch (InvalidInputException e) {
        problem = String.valueOf(e.getMessage());
      }
      int code = report.map(CertificateReport::exitCode).orElse(ExitCodes.UNKNOWN);
      worst = ExitCodes.worse(worst, code);
      String reason = problem;
      if (json) {
        nodes.add(report.map(each -> each.json(catalogue)).orElseGet(() -> unread(file, reason)));
      } else {
        terminal.out().println(report.map(CertificateReport::line).orElse(file + ": " + reason));
      }
    }
    if (json) {
      terminal.out().println(ContractJson.pretty(nodes));
    }
    return worst;
  }

  private static ObjectNode unread(Path file, String reason) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("file", file.toString());
    node.put("accepted", false);
    node.put("error", reason);
    node.putArray("path");
    node.putArray("findings");
    return node;
  }

  /** Read only when there is something to say: a good chain needs no words. */
  private static final class Texts implements Supplier<Catalogue> {
    private Optional<Catalogue> read = Optional.empty();

    @Override
    public Catalogue get() {
      if (read.isEmpty()) {
        read = Optional.of(CatalogueReader.read());
      }
      return read.get();
    }
  }
}
