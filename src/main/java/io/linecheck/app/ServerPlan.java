package io.linecheck.app;

import io.linecheck.config.AgentSettings;
import io.linecheck.config.CheckDefaults;
import io.linecheck.config.Configuration;
import io.linecheck.config.Cron;
import io.linecheck.config.DialerSettings;
import io.linecheck.config.HostAndPort;
import io.linecheck.config.IncidentSettings;
import io.linecheck.config.Maintenance;
import io.linecheck.config.Profiles;
import io.linecheck.config.ServerSettings;
import io.linecheck.config.Storage;
import io.linecheck.history.Retention;
import io.linecheck.incident.IncidentRules;
import io.linecheck.incident.IncidentRules.Flapping;
import io.linecheck.incident.IncidentRules.Thresholds;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.notify.ReceiverTrust;
import io.linecheck.probe.trust.RootFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the server is told, whether by a configuration or by the demo.
 *
 * @param watched what is checked
 * @param server where the pages are served
 * @param storage where results are kept
 * @param ages how long
 * @param channels who is told
 * @param maintenance planned times without notices
 * @param linkValid how long the signed link of a notice works
 * @param drill when the way of notices is proved
 * @param probes what the probes share
 * @param configuration where the plan comes from; empty for the demo
 */
public record ServerPlan(
    List<Watched> watched,
    ServerSettings server,
    Storage storage,
    Retention.Ages ages,
    List<ChannelSettings> channels,
    List<Maintenance> maintenance,
    Duration linkValid,
    Optional<Cron> drill,
    ProbeSettings probes,
    Optional<Configuration> configuration) {
  private static final Duration RELEASE = Duration.ofMinutes(2);
  private static final int STALE_INTERVALS = 3;

  public ServerPlan {
    watched = List.copyOf(watched);
    channels = List.copyOf(channels);
    maintenance = List.copyOf(maintenance);
  }

  /** The plan of a configuration. */
  public static ServerPlan of(
      Configuration configuration, Profiles profiles, ProbeSettings probes) {
    return new ServerPlan(
        configuration.watched().stream()
            .map(entry -> watched(configuration, entry, profiles))
            .toList(),
        configuration.server(),
        configuration.storage(),
        new Retention.Ages(
            configuration.retention().results(),
            configuration.retention().fiveMinutes(),
            configuration.retention().hours(),
            configuration.retention().failureTranscripts(),
            configuration.retention().successTranscripts()),
        configuration.channels().stream().map(ChannelWiring::of).toList(),
        configuration.maintenance(),
        configuration.incidents().linkValid(),
        configuration.drill().enabled()
            ? Optional.of(configuration.drill().times())
            : Optional.empty(),
        probes,
        Optional.of(configuration));
  }

  /** Keys that differ from those this process started with and that it cannot change. */
  List<String> waitingSince(ServerPlan started) {
    ServerSettings before = started.server();
    Map<String, Boolean> same = new LinkedHashMap<>();
    same.put("server.listen", server.listen().equals(before.listen()));
    same.put("server.publicUrl", server.publicUrl().equals(before.publicUrl()));
    same.put("server.tls", server.tls().equals(before.tls()));
    same.put("server.trustedProxies", server.trustedProxies().equals(before.trustedProxies()));
    same.put("server.requestsPerMinute", server.requestsPerMinute() == before.requestsPerMinute());
    same.put("storage", storage.equals(started.storage()));
    same.put("probe.allow", allowed().equals(started.allowed()));
    return same.entrySet().stream().filter(key -> !key.getValue()).map(Map.Entry::getKey).toList();
  }

  /** Whose certificates the receivers of notices may show. */
  ReceiverTrust receivers() {
    return configuration
        .map(Configuration::trust)
        .map(trust ->
            ReceiverTrust.of(
                trust.caFiles().stream()
                    .flatMap(file -> RootFiles.chain(file).certificates().stream())
                    .toList(),
                trust.onlyCaFiles()))
        .orElseGet(ReceiverTrust::standard);
  }

  private List<String> allowed() {
    return configuration.map(known -> known.probe().allow()).orElse(List.of());
  }

  /** Doors that tell whether anything is reachable from here. */
  List<HostAndPort> controls() {
    return configuration.map(known -> known.incidents().controls()).orElse(List.of());
  }

  /** The terms of the agents' self-test. */
  public AgentSettings agents() {
    return configuration.map(Configuration::agent).orElseGet(AgentSettings::defaults);
  }

  /** The plan of the demo: every practice dialer checked every few seconds, nothing kept. */
  public static ServerPlan demo(
      List<DialerSettings> dialers,
      Profiles profiles,
      HostAndPort listen,
      Path folder,
      ProbeSettings probes,
      List<ChannelSettings> channels) {
    IncidentRules quick =
        new IncidentRules(
            new Thresholds(2, 3, 2),
            new Thresholds(2, 3, 2),
            new Flapping(8, Duration.ofMinutes(10)),
            Duration.ofMinutes(15),
            Duration.ofHours(4),
            Duration.ofSeconds(1),
            RELEASE,
            4 * STALE_INTERVALS);
    return new ServerPlan(
        dialers.stream()
            .map(entry ->
                new Watched(
                    entry,
                    profiles.get(entry.dialer().profile()),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(6),
                    Duration.ofMinutes(10),
                    quick))
            .toList(),
        new ServerSettings(listen, Optional.empty(), Optional.empty(), List.of(), 6000),
        new Storage.Sqlite(folder.resolve("demo.db")),
        Retention.Ages.defaults(),
        channels,
        List.of(),
        Duration.ofHours(24),
        Optional.of(Cron.of("0 * * * *", ZoneOffset.UTC)),
        probes,
        Optional.empty());
  }

  private static Watched watched(
      Configuration configuration, DialerSettings entry, Profiles profiles) {
    return new Watched(
        entry,
        profiles.get(entry.dialer().profile()),
        configuration.interval(entry),
        configuration.timeout(entry),
        configuration.defaults().survey(),
        rules(configuration.defaults(), configuration.incidents()));
  }

  private static IncidentRules rules(CheckDefaults checks, IncidentSettings incidents) {
    int closing = checks.close().successes();
    return new IncidentRules(
        new Thresholds(checks.open().failures(), Math.min(64, checks.open().of()), closing),
        new Thresholds(
            checks.openWarning().failures(), Math.min(64, checks.openWarning().of()), closing),
        new Flapping(incidents.flapping().changes(), incidents.flapping().within()),
        incidents.escalateAfter(),
        incidents.remindEvery(),
        incidents.groupWithin(),
        RELEASE,
        STALE_INTERVALS);
  }
}
