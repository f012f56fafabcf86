package io.linecheck.app;

import io.linecheck.model.Stage;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the probes of one process share.
 *
 * @param resolved hosts that are not looked up, in lower case
 * @param roots certificates, DER, that are trusted beside the browsers'
 * @param stages the stages to walk; a walk ends after the last of them
 */
public record ProbeSettings(
    Map<String, InetAddress> resolved, List<byte[]> roots, Set<Stage> stages) {
  public ProbeSettings {
    resolved = Map.copyOf(resolved);
    roots = List.copyOf(roots);
    stages = Set.copyOf(stages);
  }
}
