package io.linecheck.config;

import io.linecheck.config.shape.Dictionary;
import io.linecheck.config.shape.Either;
import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Scalar;
import io.linecheck.config.shape.Shape;
import io.linecheck.model.Platform;
import io.linecheck.model.Secret;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.SipAccount;
import io.linecheck.model.TurnAccess;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an entry of {@code dialers:} or {@code gateways:} may hold. */
final class DialerShape {
  private static final Profile GATEWAY =
      new Profile(
          "gateway",
          "Gateway",
          Platform.GENERIC,
          Map.of(),
          List.of(),
          new Profile.Phone("none", false, Optional.empty(), false, Optional.empty(), ""),
          Map.of(),
          List.of());

  private DialerShape() {}

  /** A service as it is written: off, or what differs from the profile. */
  private sealed interface Named {
    record Off() implements Named {}

    record On(
        Optional<ServiceKind> kind,
        Optional<String> host,
        Optional<Integer> port,
        List<String> paths)
        implements Named {}
  }

  static Mapping<DialerSettings> dialer(Profiles profiles) {
    Keys keys = new Keys();
    Key<String> id = id(keys, "manila-1");
    Key<String> host =
        keys.required("host", Words.host(), "dialer1.example.com", "The name agents use.");
    Key<Profile> profile =
        keys.defaulted(
            "profile",
            Words.oneOf(profiles.all(), Profile::name),
            "vicidial",
            "What its platform normally offers: " + String.join(", ", Profiles.NAMES) + ".");
    Key<Integer> seats =
        keys.defaulted("seats", Words.integer(0, 1_000_000), "0", "How many agents work on it.");
    Key<Map<String, String>> labels = labels(keys);
    Key<List<InetAddress>> addresses =
        keys.defaulted(
            "addresses",
            new Listing<>(Words.address()),
            "[]",
            "What DNS must answer; none: anything.");
    Key<List<InetAddress>> inside =
        keys.defaulted(
            "insideAddresses",
            new Listing<>(Words.address()),
            "[]",
            "Its addresses inside the office, for the service map.");
    Key<Map<String, String>> owners =
        keys.defaulted("owners", owners(), "{}", "Whom to call, by part.");
    Key<String> parent =
        keys.optional(
            "parent",
            Words.name().nameOf(Kinds.DIALER),
            "manila-gateway",
            "The dialer or gateway whose failure swallows this one's notices.");
    Key<Map<String, Named>> services = services(keys);
    Key<SipAccount> sip =
        keys.optional("sip", phone(true), "{}", "A phone of Linecheck's own, never an agent's.");
    Key<TurnAccess> turn = keys.optional("turn", turn(), "{}", "The way into its TURN server.");
    Key<CertificatePlan> certificate =
        keys.optional("certificate", CertificatePlan.shape(), "{}", "Who renews it, and how.");
    Key<SipAccount> agentPhone =
        keys.optional(
            "agentPhone",
            phone(false),
            "{}",
            "A test phone lent to agents on the self-test page; without it they type their own.");
    Key<Duration> interval =
        keys.optional("interval", Words.duration("1s", "1d"), "30s", "Where it differs.");
    Key<Duration> timeout =
        keys.optional("timeout", Words.duration("100ms", "5m"), "15s", "Where it differs.");
    Key<List<String>> rollback =
        keys.defaulted(
            "rollback", new Listing<>(Words.text()), "[]", "Steps back, for the service map.");
    Key<String> notes = keys.optional("notes", Words.text(), "rack 4", "For the service map.");
    return keys.make(values ->
        new DialerSettings(
            new DialerPlan(
                    values.get(id),
                    values.get(host),
                    values.get(profile),
                    values.get(seats),
                    values.get(labels),
                    values.get(addresses),
                    values.get(owners),
                    values.find(parent),
                    without(values.get(services)),
                    overrides(values.get(services)),
                    values.find(sip),
                    values.find(turn).orElseGet(TurnAccess.None::new))
                .dialer(),
            values.find(interval),
            values.find(timeout),
            values.find(certificate).orElse(CertificatePlan.UNKNOWN),
            values.find(agentPhone),
            new DialerSettings.ServiceMap(
                values.get(inside), values.get(rollback), values.find(notes))));
  }

  static Mapping<DialerSettings> gateway() {
    Keys keys = new Keys();
    Key<String> id = id(keys, "manila-gateway");
    Key<String> host =
        keys.required("host", Words.host(), "gateway.example.com", "The name or address it has.");
    Key<Map<String, String>> labels = labels(keys);
    Key<Map<String, String>> owners =
        keys.defaulted("owners", owners(), "{}", "Whom to call, by part.");
    Key<Map<String, Named>> services = services(keys);
    Key<TurnAccess> turn = keys.optional("turn", turn(), "{}", "The way into its TURN server.");
    Key<Duration> interval =
        keys.optional("interval", Words.duration("1s", "1d"), "30s", "Where it differs.");
    return keys.make(values ->
        new DialerSettings(
            new DialerPlan(
                    values.get(id),
                    values.get(host),
                    GATEWAY,
                    0,
                    values.get(labels),
                    List.of(),
                    values.get(owners),
                    Optional.empty(),
                    Set.of(),
                    overrides(values.get(services)),
                    Optional.empty(),
                    values.find(turn).orElseGet(TurnAccess.None::new))
                .dialer(),
            values.find(interval),
            Optional.empty(),
            CertificatePlan.UNKNOWN,
            Optional.empty(),
            new DialerSettings.ServiceMap(List.of(), List.of(), Optional.empty())));
  }

  private static Key<String> id(Keys keys, String example) {
    return keys.required(
        "id",
        Words.name().naming(Kinds.DIALER),
        example,
        "Its id in addresses and metrics, unique in the file.");
  }

  private static Key<Map<String, String>> labels(Keys keys) {
    return keys.defaulted(
        "labels",
        Dictionary.of(Words.text()),
        "{customer: acme, site: manila}",
        "{}",
        "Free labels, for grouping and routing.");
  }

  private static Mapping<Map<String, String>> owners() {
    Keys keys = new Keys();
    List<Key<String>> parts = new ArrayList<>();
    for (String part : List.of("pbx", "firewall", "dns", "web", "turn", "certificate")) {
      parts.add(
          keys.optional(part, Words.text(), "\"Ana, +63 2 8123 4567\"", "Who, and how to reach."));
    }
    return keys.make(values -> {
      Map<String, String> owners = new LinkedHashMap<>();
      parts.forEach(part -> values.find(part).ifPresent(who -> owners.put(part.name(), who)));
      return owners;
    });
  }

  private static Key<Map<String, Named>> services(Keys keys) {
    return keys.defaulted(
        "services",
        Dictionary.of(new Either<>(onOrOff(), service())),
        "{turn-tls: {host: turn.example.com, port: 443}, transcription: {host: ai.example.com, kind:"
            + " https, port: 443, path: /}, stun: false}",
        "{}",
        "Services by name: what differs from the profile, further ones, true for one as the"
            + " profile has it, false for one it lacks."
            + " Keys: host, port, kind (https, wss, stun, turn-udp, turn-tcp, turn-tls, sips, tls),"
            + " path or paths.");
  }

  private static Scalar<Named> onOrOff() {
    return Scalar.of(
        "true, false, or a mapping with host, port, kind, path or paths",
        Map.of("type", "boolean"),
        raw ->
            switch (raw) {
              case "false" -> Optional.of(new Named.Off());
              case "true" ->
                  Optional.of(
                      new Named.On(
                          Optional.empty(), Optional.empty(), Optional.empty(), List.of()));
              default -> Optional.empty();
            });
  }

  private static Mapping<Named> service() {
    Keys keys = new Keys();
    Key<ServiceKind> kind =
        keys.optional("kind", ProfileShape.kind(), "https", "What is spoken; else by the name.");
    Key<String> host =
        keys.optional("host", Words.host(), "turn.example.com", "Where it is not the dialer's.");
    Key<Integer> port =
        keys.optional("port", Words.port(), "443", "Where it is not the profile's.");
    Key<String> path = keys.optional("path", Words.httpPath(), "/ws", "Its page or path.");
    Key<List<String>> paths =
        keys.alternative("paths", new Listing<>(Words.httpPath()), "[/]", "Several pages.");
    return keys.make(values ->
            (Named)
                new Named.On(
                    values.find(kind),
                    values.find(host),
                    values.find(port),
                    values.find(path).map(List::of).or(() -> values.find(paths)).orElse(List.of())))
        .with((values, place) -> {
          if (values.find(path).isPresent() && values.find(paths).isPresent()) {
            place.refuse("path and paths exclude each other");
          }
        });
  }

  private static Set<String> without(Map<String, Named> services) {
    Set<String> names = new HashSet<>();
    services.forEach((name, named) -> {
      if (named instanceof Named.Off) {
        names.add(name);
      }
    });
    return names;
  }

  private static List<ServiceOverride> overrides(Map<String, Named> services) {
    List<ServiceOverride> all = new ArrayList<>();
    services.forEach((name, named) -> {
      if (named instanceof Named.On on) {
        all.add(new ServiceOverride(name, on.kind(), on.host(), on.port(), on.paths()));
      }
    });
    return all;
  }

  private static Mapping<SipAccount> phone(boolean ofProbe) {
    Keys keys = new Keys();
    Key<String> user = keys.required("user", Words.text(), "\"7999\"", "The extension.");
    Key<Secret> password =
        ofProbe
            ? keys.optional(
                "password", Secrets.shape(), "{env: SIP_PASSWORD}", "Its digest password.")
            : keys.required(
                "password", Secrets.shape(), "{env: SIP_PASSWORD}", "Its digest password.");
    Key<String> echo =
        keys.optional(
            "echo", Words.text(), "\"9196\"", "The extension that answers with one's own voice.");
    return keys.make(
        values -> new SipAccount(values.get(user), values.find(password), values.find(echo)));
  }

  private static Shape<TurnAccess> turn() {
    Keys keys = new Keys();
    Key<Secret> secret =
        keys.optional(
            "secret", Secrets.shape(), "{env: TURN_SECRET}", "coturn's static-auth-secret.");
    Key<String> user =
        keys.alternative("user", Words.text(), "linecheck", "A long-term user instead.");
    Key<Secret> password =
        keys.alternative("password", Secrets.shape(), "{env: TURN_PASSWORD}", "Its password.");
    return keys.make(values ->
            values
                .find(secret)
                .<TurnAccess>map(TurnAccess.SharedSecret::new)
                .orElseGet(() -> new TurnAccess.LongTerm(values.get(user), values.get(password))))
        .with((values, place) -> {
          boolean shared = values.find(secret).isPresent();
          boolean own = values.find(user).isPresent() && values.find(password).isPresent();
          boolean half = values.find(user).isPresent() != values.find(password).isPresent();
          if (shared == own || half) {
            place.refuse("give either secret, or user and password");
          }
        });
  }
}
