package io.linecheck.config;

import io.linecheck.config.Configuration.Certificates;
import io.linecheck.config.shape.Dictionary;
import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The one description of a configuration file, for reading, JSON Schema and reference. */
public final class ConfigurationShape {
  private ConfigurationShape() {}

  /** The whole file. */
  public static Mapping<Configuration> of(Profiles profiles) {
    Keys keys = new Keys();
    Key<ServerSettings> server =
        keys.defaulted("server", ServerSettings.shape(), "{}", "Where the pages are served.");
    Key<Resolvers> resolvers =
        keys.defaulted(
            "resolvers",
            Resolvers.shape(),
            "{}",
            "Each dialer's name is asked at all of them; answers are compared.");
    Key<Storage> storage =
        keys.defaulted(
            "storage",
            Storage.shape(),
            "\"sqlite:data/linecheck.db\"",
            "Where everything is kept: sqlite:FILE or postgresql://HOST/DATABASE; with a role, write"
                + " {url: …, user: …, password: {env: …}}.");
    Key<Retention> retention =
        keys.defaulted("retention", Retention.shape(), "{}", "How long what was seen is kept.");
    Key<CheckDefaults> defaults =
        keys.defaulted(
            "defaults",
            CheckDefaults.shape(),
            "{}",
            "How checks run unless a dialer says otherwise.");
    Key<IncidentSettings> incidents =
        keys.defaulted("incidents", IncidentSettings.shape(), "{}", "When people are told.");
    Key<List<DialerSettings>> dialers =
        list(keys, "dialers", DialerShape.dialer(profiles), "The phone systems that are watched.");
    Key<List<DialerSettings>> gateways =
        list(
            keys,
            "gateways",
            DialerShape.gateway(),
            "What dialers depend on without being one: a shared TURN server, the router of a site.");
    Key<List<Maintenance>> maintenance =
        list(keys, "maintenance", Maintenance.shape(), "Planned times in which nobody is told.");
    List<Key<? extends List<? extends Channel>>> channels = channels(keys);
    Key<Drill> drill =
        keys.defaulted("drill", Drill.shape(), "{}", "A notice that proves that notices arrive.");
    Key<ProbeEndpoint> probe =
        keys.defaulted("probe", ProbeEndpoint.shape(), "{}", "The blackbox-style /probe.");
    Key<Trust> trust =
        keys.defaulted("trust", Trust.shape(), "{}", "Whose certificates are believed.");
    CertificateKeys certificates = CertificateKeys.in(keys);
    Key<AgentSettings> agent =
        keys.defaulted("agent", AgentSettings.shape(), "{}", "The agents' self-test page.");
    return keys.make(values -> {
      List<Channel> all = new ArrayList<>();
      channels.forEach(key -> all.addAll(values.get(key)));
      return new Configuration(
          values.get(server),
          values.get(resolvers),
          values.get(storage),
          values.get(retention),
          values.get(defaults),
          values.get(incidents),
          values.get(dialers),
          values.get(gateways),
          values.get(maintenance),
          all,
          values.get(drill),
          values.get(probe),
          values.get(trust),
          new Certificates(
              values.get(certificates.renewal()),
              values.get(certificates.accounts()),
              values.get(certificates.dns()),
              values.get(certificates.targets())),
          values.get(agent));
    });
  }

  private static List<Key<? extends List<? extends Channel>>> channels(Keys keys) {
    return List.of(
        list(
            keys,
            "webhooks",
            ChannelShapes.webhook(),
            "Standard Webhooks 1.0.0: signed, at least once."),
        list(keys, "alertmanager", ChannelShapes.alertmanager(), "Alertmanager API v2."),
        list(keys, "pagerduty", ChannelShapes.pagerduty(), "PagerDuty Events API v2."),
        list(keys, "slack", ChannelShapes.slack(), "Slack."),
        list(keys, "teams", ChannelShapes.teams(), "Microsoft Teams."),
        list(keys, "email", ChannelShapes.email(), "E-mail."));
  }

  private record CertificateKeys(
      Key<RenewalSettings> renewal,
      Key<Map<String, AcmeAccount>> accounts,
      Key<Map<String, DnsProvider>> dns,
      Key<Map<String, DeployTarget>> targets) {
    static CertificateKeys in(Keys keys) {
      return new CertificateKeys(
          keys.defaulted(
              "renewal", RenewalSettings.shape(), "{}", "How Linecheck renews certificates."),
          named(
              keys,
              "acme",
              Kinds.ACCOUNT,
              "letsencrypt",
              AcmeAccount.shape(),
              "Accounts at certificate authorities, by name."),
          named(
              keys,
              "dns",
              Kinds.PROVIDER,
              "",
              DnsProvider.shape(),
              "Who publishes DNS-01 challenges, by name."),
          named(
              keys,
              "targets",
              Kinds.TARGET,
              "",
              DeployTarget.shape(),
              "Where certificates are installed, by name."));
    }
  }

  private static <T> Key<List<T>> list(Keys keys, String name, Shape<T> item, String about) {
    return keys.defaulted(name, new Listing<>(item), "[]", about);
  }

  private static <T> Key<Map<String, T>> named(
      Keys keys, String name, String kind, String example, Shape<T> value, String about) {
    return keys.defaulted(name, Dictionary.of(value).naming(kind, example), "{}", about);
  }
}
