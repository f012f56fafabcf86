package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Mapping;
import io.linecheck.model.Dialer;
import java.time.Instant;
import java.util.Optional;

/**
 * A planned time in which nobody is told; checks go on.
 *
 * @param dialers which
 * @param window when
 * @param reason what is done then
 */
public record Maintenance(Selector dialers, CronWindow window, Optional<String> reason) {
  /** Whether notices of a dialer are held back now. */
  public boolean covers(Dialer dialer, Instant now) {
    return dialers.matches(dialer) && window.contains(now);
  }

  static Mapping<Maintenance> shape() {
    Keys keys = new Keys();
    Key<Selector> dialers =
        keys.required(
            "dialers",
            Selector.shape(),
            "{site: manila}",
            "Which: labels that all must fit, or a list of ids.");
    CronWindow.Parts window = CronWindow.Parts.in(keys);
    Key<String> reason = keys.optional("reason", Words.text(), "weekly restart", "What is done.");
    return keys.make(
        values -> new Maintenance(values.get(dialers), window.window(values), values.find(reason)));
  }
}
