package io.linecheck.incident;

import java.time.Instant;

/** Why nobody is told. Monitoring goes on; so does telling that something told before is over. */
public sealed interface Swallow {
  /** The parent has failed and people were told of it. */
  record ByParent(String parent) implements Swallow {}

  /** A maintenance window. */
  record ByMaintenance(String reason, Instant until) implements Swallow {}
}
