package io.linecheck.probe.http;

import io.linecheck.probe.CheckContext;
import java.util.Optional;

/** Whether a browser that is sent to another host would find it. Blocks on a look-up. */
@FunctionalInterface
public interface ForeignNames {
  /** Why a host leads nowhere; empty where it leads somewhere, or nobody could say. */
  Optional<String> missing(CheckContext context, String host) throws InterruptedException;
}
