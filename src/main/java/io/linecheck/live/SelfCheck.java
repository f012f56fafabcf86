package io.linecheck.live;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How Linecheck itself is doing, for the strip at the foot of the wall.
 *
 * @param version of the program: a page of another version reloads itself
 * @param startedAt when this process began
 * @param scheduleLag the 99th percentile of how late checks started lately
 * @param drillProvenAt when a drill last went through every channel
 * @param failingChannels channels with notices they cannot deliver
 * @param networkDownSince when everything became unreachable from here, controls included
 * @param configurationProblem why the last reload was refused; else empty
 * @param certificateEndsAt when the server's own certificate ends
 */
public record SelfCheck(
    String version,
    Instant startedAt,
    Duration scheduleLag,
    Optional<Instant> drillProvenAt,
    List<String> failingChannels,
    Optional<Instant> networkDownSince,
    String configurationProblem,
    Optional<Instant> certificateEndsAt) {
  public SelfCheck {
    failingChannels = List.copyOf(failingChannels);
  }
}
