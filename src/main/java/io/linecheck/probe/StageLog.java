package io.linecheck.probe;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The growing result of one walk. Used by the check's virtual thread only. */
public final class StageLog {
  /** Less than this is no patience: what is silent so shortly may have been about to answer. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private static final Set<FindingCode> SILENCE =
      EnumSet.of(
          FindingCode.PORT_FILTERED,
          FindingCode.TLS_NO_ANSWER,
          FindingCode.HTTP_NO_ANSWER,
          FindingCode.WEBSOCKET_NO_ANSWER,
          FindingCode.SIP_NO_ANSWER,
          FindingCode.STUN_NO_ANSWER,
          FindingCode.TURN_NO_ANSWER);

  private final CheckContext context;
  private final List<StageResult> stages = new ArrayList<>();
  private final SortedMap<String, String> facts = new TreeMap<>();
  private final List<ServedCertificate> certificates = new ArrayList<>();

  /** The log of one run. */
  public StageLog(CheckContext context) {
    this.context = context;
  }

  /**
   * Ends a stage with what was decided of it; its status is that of its worst fault. Silence is
   * none where the run had left the stage no time to wait.
   *
   * @param startedNanos when it began, by {@link System#nanoTime()}
   */
  public void end(Stage stage, long startedNanos, List<Fault> faults) {
    Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
    if (faults.stream().anyMatch(fault -> SILENCE.contains(fault.code()))
        && context.deadline().remaining().plus(took).compareTo(PATIENCE) < 0) {
      add(StageResult.outOfTime(stage, took));
      return;
    }
    Status status =
        faults.stream()
            .map(Fault::severity)
            .min(Severity::compareTo)
            .map(Severity::status)
            .orElse(Status.OK);
    add(new StageResult(stage, status, took, faults, ""));
  }

  /**
   * Adds to a stage that has ended what was found out later, and raises its status; where the stage
   * was not walked, nothing is added.
   */
  public void amend(Stage stage, List<Fault> more) {
    for (int i = 0; i < stages.size() && !more.isEmpty(); i++) {
      StageResult ended = stages.get(i);
      if (ended.stage() == stage) {
        List<Fault> faults = new ArrayList<>(ended.faults());
        faults.addAll(more);
        stages.set(
            i, new StageResult(stage, worst(faults, ended), ended.took(), faults, ended.note()));
        return;
      }
    }
  }

  /** Adds to the first of these stages that was walked. */
  public void amendFirst(List<Fault> more, Stage... candidates) {
    for (Stage candidate : candidates) {
      if (stages.stream().anyMatch(ended -> ended.stage() == candidate)) {
        amend(candidate, more);
        return;
      }
    }
  }

  /**
   * Leaves out what follows from a refusal: the faults of every later stage, which is then not
   * tried.
   */
  public void follows(Stage refused, String why) {
    for (int i = 0; i < stages.size(); i++) {
      StageResult ended = stages.get(i);
      if (ended.stage().compareTo(refused) > 0 && !ended.faults().isEmpty()) {
        stages.set(i, new StageResult(ended.stage(), Status.SKIPPED, ended.took(), List.of(), why));
      }
    }
  }

  private static Status worst(List<Fault> faults, StageResult ended) {
    Status worst =
        faults.stream()
            .map(Fault::severity)
            .min(Severity::compareTo)
            .map(Severity::status)
            .orElse(Status.OK);
    return worst == Status.OK ? ended.status() : worst;
  }

  /** Records a stage that was not tried, and why. */
  public void skip(Stage stage, String why) {
    add(new StageResult(stage, Status.SKIPPED, Duration.ZERO, List.of(), why));
  }

  /**
   * Records a stage that was tried and whose outcome could not be found out, and why: "not proven",
   * not a fault.
   */
  public void unknown(Stage stage, long startedNanos, String why) {
    add(
        new StageResult(
            stage,
            Status.UNKNOWN,
            Duration.ofNanos(System.nanoTime() - startedNanos),
            List.of(),
            why));
  }

  /** Records a fact by its dotted name. */
  public void fact(String name, String value) {
    facts.put(name, value);
  }

  /** Records a leaf that was served. */
  public void served(ServedCertificate certificate) {
    certificates.add(certificate);
  }

  /** The stages so far, in the order they ended. */
  public List<StageResult> stages() {
    return List.copyOf(stages);
  }

  /** The facts so far. */
  public SortedMap<String, String> facts() {
    return new TreeMap<>(facts);
  }

  /** The certificates so far. */
  public List<ServedCertificate> certificates() {
    return List.copyOf(certificates);
  }

  private void add(StageResult stage) {
    stages.add(stage);
    context.listener().ended(context.service(), stage);
  }
}
