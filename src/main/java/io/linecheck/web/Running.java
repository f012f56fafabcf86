package io.linecheck.web;

import java.util.Optional;

/** The running program, as far as its own endpoints speak of it. Any thread may ask. */
public interface Running {
  /** Why it cannot do its work yet, or any more; empty when it can. */
  Optional<String> notReady();

  /**
   * Reads the configuration again, all or nothing. Blocks.
   *
   * @return why the new one was refused and the old one kept; empty when it is in use
   */
  Optional<String> reload();

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
