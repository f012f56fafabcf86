package io.linecheck.probe;

import io.linecheck.model.Stage;
import java.net.InetAddress;
import java.util.Map;
import java.util.Set;

/**
 * What every walk of a process keeps to.
 *
 * @param resolved hosts that are not looked up, in lower case; they get no dns findings
 * @param stages the stages to walk; a walk ends after the last of them
 * @param survey whether what a healthy door's path cannot show is looked at too
 */
public record WalkSettings(Map<String, InetAddress> resolved, Set<Stage> stages, boolean survey) {
  public WalkSettings {
    resolved = Map.copyOf(resolved);
    stages = Set.copyOf(stages);
  }
}
