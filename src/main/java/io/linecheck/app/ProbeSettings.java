package io.linecheck.app;

import io.linecheck.model.Stage;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the probes of one process share.
 *
 * @param resolved hosts that are not looked up, in lower case
 * @param caFiles PEM files whose roots are trusted beside the browsers'
 * @param stages the stages to walk; a walk ends after the last of them
 */
public record ProbeSettings(
    Map<String, InetAddress> resolved, List<Path> caFiles, Set<Stage> stages) {
  public ProbeSettings {
    resolved = Map.copyOf(resolved);
    caFiles = List.copyOf(caFiles);
    stages = Set.copyOf(stages);
  }
}
