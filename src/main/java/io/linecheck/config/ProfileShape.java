package io.linecheck.config;

import io.linecheck.config.Profile.Door;
import io.linecheck.config.Profile.Phone;
import io.linecheck.config.Profile.PortRange;
import io.linecheck.config.shape.Dictionary;
import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Scalar;
import io.linecheck.model.Platform;
import io.linecheck.model.ServiceKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a file of {@code config/profiles/} may hold. */
final class ProfileShape {
  private ProfileShape() {}

  static Mapping<Profile> of(String name) {
    Keys keys = new Keys();
    Key<String> title = keys.required("title", Words.text(), "VICIdial", "The product's own name.");
    Key<Platform> platform =
        keys.required(
            "platform",
            Words.oneOf(List.of(Platform.values()), Platform::word),
            "vicidial",
            "Whose remedies are shown.");
    Key<Map<String, Door>> services =
        keys.required("services", Dictionary.of(door()), "{}", "Its listening doors.");
    Key<List<PortRange>> ports =
        keys.defaulted("ports", new Listing<>(range()), "[]", "Further ports a firewall opens.");
    Key<Phone> phone = keys.required("phone", phone(), "{}", "The web phone of its agents.");
    Key<Map<String, List<String>>> reload =
        keys.defaulted(
            "reload",
            Dictionary.of(new Listing<>(Words.text())),
            "{}",
            "Commands that make a service read its new certificate.");
    Key<List<String>> notes =
        keys.defaulted("notes", new Listing<>(Words.text()), "[]", "What an operator should know.");
    return keys.make(values ->
        new Profile(
            name,
            values.get(title),
            values.get(platform),
            values.get(services),
            values.get(ports),
            values.get(phone),
            values.get(reload),
            values.get(notes)));
  }

  static Scalar<ServiceKind> kind() {
    return Words.oneOf(List.of(ServiceKind.values()), ServiceKind::word);
  }

  private static Mapping<Door> door() {
    Keys keys = new Keys();
    Key<ServiceKind> kind = keys.required("kind", kind(), "wss", "What is spoken there.");
    Key<Integer> port = keys.required("port", Words.port(), "8089", "Its port.");
    Key<List<String>> paths =
        keys.defaulted(
            "paths", new Listing<>(Words.httpPath()), "[]", "Pages, or the WebSocket's path.");
    Key<Boolean> enabled =
        keys.defaulted("enabled", Words.truth(), "true", "Whether every such dialer has it.");
    return keys.make(values ->
        new Door(values.get(kind), values.get(port), values.get(paths), values.get(enabled)));
  }

  private static Mapping<PortRange> range() {
    Keys keys = new Keys();
    Key<Integer> from = keys.required("from", Words.port(), "10000", "The first port.");
    Key<Integer> to = keys.required("to", Words.port(), "20000", "The last port.");
    Key<String> transport =
        keys.required("transport", Words.oneOf("udp", "tcp"), "udp", "The transport.");
    Key<String> purpose = keys.required("purpose", Words.text(), "RTP", "What for.");
    return keys.make(values ->
        new PortRange(
            values.get(from), values.get(to), values.get(transport), values.get(purpose)));
  }

  private static Mapping<Phone> phone() {
    Keys keys = new Keys();
    Key<String> name = keys.required("name", Words.text(), "ViciPhone", "Its name.");
    Key<Boolean> turn =
        keys.required("usesTurn", Words.truth(), "false", "Whether it can be given a TURN server.");
    Key<HostAndPort> stun =
        keys.optional(
            "stun", Words.hostAndPort(), "stun.l.google.com:19302", "The STUN server built in.");
    Key<Boolean> reconnects =
        keys.required("reconnects", Words.truth(), "false", "Whether it connects again by itself.");
    Key<Duration> gathering =
        keys.optional("gathering", Words.duration("1ms", "10m"), "5s", "Its wait for candidates.");
    Key<String> notes = keys.required("notes", Words.text(), "–", "What is peculiar.");
    return keys.make(values ->
        new Phone(
            values.get(name),
            values.get(turn),
            values.find(stun),
            values.get(reconnects),
            values.find(gathering),
            values.get(notes)));
  }
}
