package io.linecheck.renewal;

import io.linecheck.model.Fault;
import java.util.List;

/** What one attempt came to. */
public sealed interface RunResult {
  /** The certificate is served by every door, or kept where nothing is to be installed. */
  record Done(Renewal renewal, String text) implements RunResult {}

  /** It failed; the next attempt goes on where it can. */
  record Failed(Renewal renewal, List<Fault> faults) implements RunResult {}

  /** Another process is at work on it. */
  record Busy() implements RunResult {}
}
