package io.linecheck.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * How a snapshot is written for pages. Called on the feed's own thread, once for all viewers of a
 * view.
 */
@FunctionalInterface
public interface LiveRendering {
  /**
   * The JSON of a snapshot of the dialers that carry these labels. Members {@code problems} must
   * each have a {@code key}.
   */
  ObjectNode snapshot(Snapshot snapshot, Map<String, String> labels);
}
