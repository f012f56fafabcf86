package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;

/** One row of the fault table: what is arranged, and what it must lead to. */
final class FaultRow {
  /** Arranges the fault and gives the configuration. */
  private final String title;

  private final Callable<String> arrange;
  private FindingCode code = FindingCode.RENEWAL_FAILING;
  private String evidence = "";
  private InstantSource clock = InstantSource.system();
  private AutoCloseable end = () -> {};
  private boolean mends;
  private boolean breaksService;
  private String yaml = "";

  private FaultRow(String title, Callable<String> arrange) {
    this.title = title;
    this.arrange = arrange;
  }

  static FaultRow of(String title, Callable<String> arrange) {
    return new FaultRow(title, arrange);
  }

  /** The leading finding and a part of its evidence. */
  FaultRow gives(FindingCode leading, String part) {
    this.code = leading;
    this.evidence = part;
    return this;
  }

  FaultRow by(InstantSource time) {
    this.clock = time;
    return this;
  }

  FaultRow endsWith(AutoCloseable after) {
    this.end = after;
    return this;
  }

  /** With the sound configuration the next attempt succeeds. */
  FaultRow mending() {
    this.mends = true;
    return this;
  }

  /** The row itself keeps a service from its work. */
  FaultRow breakingService() {
    this.breaksService = true;
    return this;
  }

  String yaml() throws Exception {
    if (yaml.isEmpty()) {
      yaml = arrange.call();
    }
    return yaml;
  }

  InstantSource clock() {
    return clock;
  }

  boolean mends() {
    return mends;
  }

  boolean breaksService() {
    return breaksService;
  }

  void judge(RunResult.Failed failed) {
    List<Fault> faults = failed.faults();
    assertEquals(code, faults.getFirst().code(), faults::toString);
    assertTrue(faults.getFirst().evidence().contains(evidence), faults::toString);
  }

  void end() throws Exception {
    end.close();
  }

  @Override
  public String toString() {
    return title;
  }
}
