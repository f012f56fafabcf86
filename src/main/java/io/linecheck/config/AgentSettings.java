package io.linecheck.config;

import io.linecheck.config.shape.Dictionary;
import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Place;
import io.linecheck.config.shape.Reading;
import io.linecheck.config.shape.YamlText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The agents' self-test page.
 *
 * @param linkValid how long a link works unless told otherwise
 * @param turnCredentialsValid how long the credentials of one run work
 * @param reportsPerMinute most reports a minute of one token or address
 * @param kept what is kept of reports, and how long
 * @param measuring what a run measures with, and how long
 * @param sites entry codes and the dialer each leads to; empty: no entry by code
 * @param thresholds when a number is told
 * @param advice when patterns over many reports are told
 */
public record AgentSettings(
    Duration linkValid,
    Duration turnCredentialsValid,
    int reportsPerMinute,
    Kept kept,
    Measuring measuring,
    Map<String, String> sites,
    Thresholds thresholds,
    Advice advice) {
  /**
   * What is kept.
   *
   * @param reports a report
   * @param addresses the agent's IP address in it; empty: never stored
   */
  public record Kept(Duration reports, Optional<Duration> addresses) {}

  /**
   * What a run measures with.
   *
   * @param stun further STUN servers, beside the dialer's own
   * @param mediaTime how long voice-like packets go through the relay
   */
  public record Measuring(List<HostAndPort> stun, Duration mediaTime) {
    public Measuring {
      stun = List.copyOf(stun);
    }
  }

  /**
   * When a number is told.
   *
   * @param lossWarning ratio
   * @param lossCritical ratio
   * @param jitterWarning as measured by RFC 3550
   * @param jitterCritical the same
   * @param delayWarning round trip
   * @param delayCritical round trip
   * @param mosWarning below
   * @param mosCritical below
   */
  public record Thresholds(
      double lossWarning,
      double lossCritical,
      Duration jitterWarning,
      Duration jitterCritical,
      Duration delayWarning,
      Duration delayCritical,
      double mosWarning,
      double mosCritical) {
    static Mapping<Thresholds> shape() {
      Keys keys = new Keys();
      Key<Double> lossW =
          keys.defaulted(
              "lossWarning",
              Words.number(0, 1),
              "0.01",
              "Lost packets, as a ratio: a warning from here.");
      Key<Double> lossC =
          keys.defaulted("lossCritical", Words.number(0, 1), "0.03", "Critical from here.");
      Key<Duration> jitterW =
          time(
              keys,
              "jitterWarning",
              "20ms",
              "Jitter as RFC 3550 measures it: a warning from here.");
      Key<Duration> jitterC = time(keys, "jitterCritical", "40ms", "Critical from here.");
      Key<Duration> delayW =
          time(keys, "delayWarning", "200ms", "Round trip: a warning from here.");
      Key<Duration> delayC = time(keys, "delayCritical", "400ms", "Critical from here.");
      Key<Double> mosW =
          keys.defaulted(
              "mosWarning", Words.number(1, 5), "4.0", "MOS of the E-model: a warning below this.");
      Key<Double> mosC =
          keys.defaulted("mosCritical", Words.number(1, 5), "3.6", "Critical below this.");
      return keys.make(values ->
          new Thresholds(
              values.get(lossW),
              values.get(lossC),
              values.get(jitterW),
              values.get(jitterC),
              values.get(delayW),
              values.get(delayC),
              values.get(mosW),
              values.get(mosC)));
    }

    private static Key<Duration> time(Keys keys, String name, String value, String about) {
      return keys.defaulted(name, Words.duration("1ms", "10s"), value, about);
    }
  }

  /**
   * When patterns over many reports are told.
   *
   * @param hardphoneFailures failed reports of one agent with a sound dialer and network
   * @param hardphoneWithin in this time
   * @param complaintRatio "could not hear them" per call over which a hardphone is advised
   * @param cohortReports least reports of a browser's major version
   * @param cohortRatio its failures against the others'
   */
  public record Advice(
      int hardphoneFailures,
      Duration hardphoneWithin,
      double complaintRatio,
      int cohortReports,
      double cohortRatio) {
    static Mapping<Advice> shape() {
      Keys keys = new Keys();
      Key<Integer> failures =
          keys.defaulted(
              "hardphoneFailures",
              Words.integer(1, 1000),
              "3",
              "So many failed reports of one agent advise a hardphone.");
      Key<Duration> within =
          keys.defaulted("hardphoneWithin", Words.duration("1h", "90d"), "5d", "In this time.");
      Key<Double> complaints =
          keys.defaulted(
              "complaintRatio",
              Words.number(0, 1),
              "0.02",
              "As do so many complaints per call, with a sound dialer.");
      Key<Integer> reports =
          keys.defaulted(
              "cohortReports",
              Words.integer(1, 100_000),
              "10",
              "Least reports of one browser major.");
      Key<Double> ratio =
          keys.defaulted(
              "cohortRatio",
              Words.number(1, 1000),
              "3",
              "So many times the failure rate of the others is told.");
      return keys.make(values ->
          new Advice(
              values.get(failures),
              values.get(within),
              values.get(complaints),
              values.get(reports),
              values.get(ratio)));
    }
  }

  /** The terms where nobody says otherwise. */
  public static AgentSettings defaults() {
    Reading nothing = new Reading("defaults", Path.of(""), Map.of(), anySecret -> true);
    return YamlText.parse("{}", nothing)
        .flatMap(node -> shape().read(Place.root(node, nothing)))
        .orElseThrow();
  }

  static Mapping<AgentSettings> shape() {
    Keys keys = new Keys();
    Key<Duration> link =
        keys.defaulted(
            "linkValid", Words.duration("1m", "366d"), "12h", "How long an agent's link works.");
    Key<Duration> turn =
        keys.defaulted(
            "turnCredentialsValid",
            Words.duration("1m", "24h"),
            "10m",
            "How long the TURN credentials of one run work.");
    Key<Integer> rate =
        keys.defaulted(
            "reportsPerMinute",
            Words.integer(1, 10_000),
            "60",
            "Most reports a minute of one token or address.");
    Key<Duration> reports =
        keys.defaulted(
            "keepReports", Words.duration("1h", "4000d"), "90d", "How long they are kept.");
    Key<Duration> addresses =
        keys.optional(
            "keepAddresses",
            Words.duration("1h", "4000d"),
            "7d",
            "How long an agent's IP address is kept; without it none is stored.");
    Key<List<HostAndPort>> stun =
        keys.defaulted(
            "stun",
            new Listing<>(Words.hostAndPort()),
            "[]",
            "Further STUN servers of a run, beside the dialer's own.");
    Key<Duration> media =
        keys.defaulted(
            "mediaTime",
            Words.duration("2s", "2m"),
            "15s",
            "How long voice-like packets go through the relay to measure it.");
    Key<Map<String, String>> sites =
        keys.defaulted(
            "sites",
            Dictionary.of(Words.name().nameOf(Kinds.DIALER)),
            "{}",
            "Entry codes for floors without links, and the dialer each leads to; none: off.");
    Key<Thresholds> thresholds =
        keys.defaulted("thresholds", Thresholds.shape(), "{}", "When a number is told.");
    Key<Advice> advice =
        keys.defaulted("advice", Advice.shape(), "{}", "When patterns over many reports are told.");
    return keys.make(values ->
        new AgentSettings(
            values.get(link),
            values.get(turn),
            values.get(rate),
            new Kept(values.get(reports), values.find(addresses)),
            new Measuring(values.get(stun), values.get(media)),
            values.get(sites),
            values.get(thresholds),
            values.get(advice)));
  }
}
