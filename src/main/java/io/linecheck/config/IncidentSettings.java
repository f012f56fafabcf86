package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import java.time.Duration;
import java.util.List;

/**
 * When people are told.
 *
 * @param escalateAfter a critical incident that nobody acknowledged goes to the escalation channels
 * @param remindEvery an open incident is told again
 * @param groupWithin openings with one cause within this time are one notice
 * @param acknowledgementLasts how long an acknowledgement without an expiry holds
 * @param linkValid how long the signed link of a notice works
 * @param flapping when changes are told once instead of each
 * @param controls doors that have nothing to do with any dialer: while they and all dialers are
 *     silent, the trouble is here; none: the name servers that are asked
 */
public record IncidentSettings(
    Duration escalateAfter,
    Duration remindEvery,
    Duration groupWithin,
    Duration acknowledgementLasts,
    Duration linkValid,
    Flapping flapping,
    List<HostAndPort> controls) {
  public IncidentSettings {
    controls = List.copyOf(controls);
  }

  /**
   * Too many changes.
   *
   * @param changes turns from good to failing and back
   * @param within in this time
   */
  public record Flapping(int changes, Duration within) {
    static Mapping<Flapping> shape() {
      Keys keys = new Keys();
      Key<Integer> changes =
          keys.defaulted(
              "changes", Words.integer(2, 64), "6", "So many turns from good to failing and back.");
      Key<Duration> within =
          keys.defaulted(
              "within",
              Words.duration("1m", "7d"),
              "1h",
              "In this time; a quarter of it without one ends it.");
      return keys.make(values -> new Flapping(values.get(changes), values.get(within)));
    }
  }

  static Mapping<IncidentSettings> shape() {
    Keys keys = new Keys();
    Key<Duration> escalate =
        keys.defaulted(
            "escalateAfter",
            Words.duration("1s", "7d"),
            "15m",
            "A critical incident nobody acknowledged goes to the channels with escalation: true.");
    Key<Duration> remind =
        keys.defaulted(
            "remindEvery",
            Words.duration("1m", "30d"),
            "4h",
            "An open incident nobody acknowledged is told again.");
    Key<Duration> group =
        keys.defaulted(
            "groupWithin",
            Words.duration("0s", "1h"),
            "1m",
            "Openings that share a cause within this time are one notice.");
    Key<Duration> acknowledgement =
        keys.defaulted(
            "acknowledgementLasts",
            Words.duration("1m", "30d"),
            "8h",
            "How long an acknowledgement holds that names no expiry.");
    Key<Duration> link =
        keys.defaulted(
            "linkValid",
            Words.duration("1m", "30d"),
            "24h",
            "How long the link in a notice can acknowledge.");
    Key<Flapping> flapping =
        keys.defaulted(
            "flapping", Flapping.shape(), "{}", "When changes are told once instead of each time.");
    Key<List<HostAndPort>> controls =
        keys.defaulted(
            "controls",
            new Listing<>(Words.hostAndPort()),
            "[]",
            "Doors beside the dialers, over TCP. While they and all dialers are silent, the trouble is"
                + " here and no dialer is blamed; none: the name servers that are asked.");
    return keys.make(values ->
        new IncidentSettings(
            values.get(escalate),
            values.get(remind),
            values.get(group),
            values.get(acknowledgement),
            values.get(link),
            values.get(flapping),
            values.get(controls)));
  }
}
