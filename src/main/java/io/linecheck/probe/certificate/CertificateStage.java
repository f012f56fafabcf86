package io.linecheck.probe.certificate;

import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.ClientUsage;
import io.linecheck.certificate.HandshakeWitness;
import io.linecheck.certificate.Question;
import io.linecheck.certificate.RevocationList;
import io.linecheck.certificate.ServedLeaf;
import io.linecheck.certificate.TrustStore;
import io.linecheck.certificate.Verdict;
import io.linecheck.certificate.VerdictCache;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.StageLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges the chain of a walk; thread-safe. */
public final class CertificateStage {
  /** The offer of a further handshake as a browser makes it: another backend may answer. */
  public static final String BACKEND = "backend";

  private final TrustStore trust;
  private final VerdictCache verdicts;
  private final RevocationLists lists = new RevocationLists();

  /** A stage that trusts these roots. */
  public CertificateStage(TrustStore trust, VerdictCache verdicts) {
    this.trust = trust;
    this.verdicts = verdicts;
  }

  /** Brings the OCSP answer of one more handshake. */
  @FunctionalInterface
  public interface OnceMore {
    /** What it brought beside the chain. */
    HandshakeWitness shake() throws InterruptedException;
  }

  /**
   * Judges what was served and writes it into the log: the facts also when it is bad.
   *
   * @param witness what the handshake brought beside the chain
   * @param onceMore asked where the certificate demands an OCSP answer and none came: nginx fetches
   *     one only when the first visitor has come
   */
  public void judge(
      CheckContext context,
      List<byte[]> chain,
      HandshakeWitness witness,
      OnceMore onceMore,
      String address,
      StageLog log)
      throws InterruptedException {
    long started = System.nanoTime();
    Service service = context.service();
    Verdict verdict = verdict(context, chain, witness);
    if (witness.seen()
        && witness.stapled().isEmpty()
        && verdict.facts().containsKey("certificate.mustStaple")) {
      verdict = verdict(context, chain, onceMore.shake());
    }
    verdict.facts().forEach(log::fact);
    served(service, verdict, address, "default", log);
    verdict.notes().forEach(note -> context.transcript().note(Stage.CERTIFICATE, note));
    List<Fault> faults = new ArrayList<>(verdict.faults());
    if (service.kind() == ServiceKind.SIPS && asksForCertificates(log)) {
      ClientUsage.ending(verdict).ifPresent(faults::add);
    }
    log.end(Stage.CERTIFICATE, started, faults);
  }

  /** Whether the handshake showed mutual TLS, as trunks use it. */
  private static boolean asksForCertificates(StageLog log) {
    return log.stages().stream()
        .filter(stage -> stage.stage() == Stage.TLS)
        .flatMap(stage -> stage.faults().stream())
        .anyMatch(fault -> fault.code() == FindingCode.TLS_CLIENT_CERTIFICATE_REQUESTED);
  }

  /**
   * Records a leaf that another handshake brought; its verdict is for the caller to use. One that a
   * further backend serves is recorded only where it differs.
   */
  public Verdict record(
      CheckContext context, List<byte[]> chain, String address, String offer, StageLog log) {
    Verdict verdict = verdict(context, chain);
    boolean known =
        offer.equals(BACKEND)
            && verdict
                .leaf()
                .filter(leaf ->
                    log.certificates().stream()
                        .noneMatch(served ->
                            served.address().equals(address)
                                && served.sha256().equals(leaf.sha256())))
                .isEmpty();
    if (!known) {
      served(context.service(), verdict, address, offer, log);
    }
    return verdict;
  }

  /** The issuer of the leaf (RFC 4514); empty where it cannot be read. */
  public String issuer(CheckContext context, List<byte[]> chain) {
    return leaf(context, chain).map(Certificate::issuer).orElse("");
  }

  /** The names of the leaf; none where it cannot be read. */
  public List<String> names(CheckContext context, List<byte[]> chain) {
    return leaf(context, chain)
        .map(leaf -> ServedLeaf.of(leaf, "", "", "").names())
        .orElse(List.of());
  }

  private Optional<Certificate> leaf(CheckContext context, List<byte[]> chain) {
    return chain.isEmpty() ? Optional.empty() : verdict(context, chain).leaf();
  }

  /** The verdict on a chain, with the revocation lists that were fetched for it before. */
  public Verdict verdict(CheckContext context, List<byte[]> chain) {
    return verdict(context, chain, HandshakeWitness.NONE);
  }

  private Verdict verdict(CheckContext context, List<byte[]> chain, HandshakeWitness witness) {
    List<RevocationList> known = chain.isEmpty() ? List.of() : lists.of(chain.getFirst());
    return verdicts.judge(
        chain,
        Question.of(context.service().host(), context.clock().instant(), trust)
            .withLists(known)
            .withWitness(witness));
  }

  /** Fetches the revocation lists of a chain, for this and later verdicts. */
  public RevocationLists.Outcome fetchLists(
      CheckContext context, List<byte[]> chain, Deadline deadline) {
    return lists.fetch(verdict(context, chain), context.clock().instant(), deadline);
  }

  private static void served(
      Service service, Verdict verdict, String address, String offer, StageLog log) {
    verdict
        .leaf()
        .ifPresent(leaf -> log.served(ServedLeaf.of(leaf, service.name(), address, offer)));
  }
}
