package io.linecheck.config;

import io.linecheck.config.shape.Problem;
import java.util.List;

/** What reading a configuration file gave. */
public sealed interface Loaded {
  /**
   * It can be used.
   *
   * @param configuration what it says
   * @param warnings what is allowed but probably not meant
   */
  record Valid(Configuration configuration, List<Problem> warnings) implements Loaded {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * It cannot.
   *
   * @param problems every one, in the order of the file; never empty
   */
  record Invalid(List<Problem> problems) implements Loaded {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
