package io.linecheck.web;

import java.util.List;
import java.util.Optional;

/** The running program, as far as its own endpoints speak of it. Any thread may ask. */
public interface Running {
  /** Why it cannot do its work yet, or any more; empty when it can. */
  Optional<String> notReady();

  /**
   * Reads the configuration again, all or nothing. Blocks.
   *
   * @return whether it is in use
   */
  Reloaded reload();

  /** What became of a reload. */
  sealed interface Reloaded {
    /**
     * The new one is in use.
     *
     * @param waiting keys whose change waits for a restart
     */
    record Done(List<String> waiting) implements Reloaded {
      public Done {
        waiting = List.copyOf(waiting);
      }

      /** One sentence. */
      public String text() {
        return waiting.isEmpty()
            ? "reloaded"
            : "reloaded; these changes wait for a restart: " + String.join(", ", waiting);
      }
    }

    /** The old one stays. */
    record Refused(String why) implements Reloaded {}
  }

  /**
   * The metrics in the format the scraper accepts best.
   *
   * @param accept of the header {@code Accept}; empty where there was none
   */
  Exposition scrape(String accept);

  /**
   * Metrics as text.
   *
   * @param contentType with version and charset
   * @param body the samples
   */
  record Exposition(String contentType, String body) {}
}
