package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The name servers that are asked; their answers are compared.
 *
 * @param standard the one whose answers are connected to
 * @param inside one that answers as the agents' office sees it
 * @param outside one that answers as the world sees it
 */
public record Resolvers(Resolver standard, Optional<Resolver> inside, Optional<Resolver> outside) {
  /** A resolver. */
  public sealed interface Resolver {
    /** The one the operating system is set to. */
    record OfSystem() implements Resolver {}

    /**
     * A name server.
     *
     * @param address an IP address
     * @param port 53 unless told
     */
    record At(String address, int port) implements Resolver {}
  }

  /** All by their name in the configuration: default, inside, outside. */
  public Map<String, Resolver> all() {
    Map<String, Resolver> all = new LinkedHashMap<>();
    all.put("default", standard);
    inside.ifPresent(resolver -> all.put("inside", resolver));
    outside.ifPresent(resolver -> all.put("outside", resolver));
    return all;
  }

  static Mapping<Resolvers> shape() {
    Keys keys = new Keys();
    Key<Resolver> standard =
        keys.defaulted(
            "default",
            resolver(),
            "system",
            "Whose answers are connected to: system, or a server.");
    Key<Resolver> inside =
        keys.optional(
            "inside",
            resolver(),
            "\"10.0.0.53\"",
            "A server that answers as the office of the agents sees it, optionally with a port.");
    Key<Resolver> outside =
        keys.optional(
            "outside", resolver(), "\"1.1.1.1\"", "A server that answers as the world sees it.");
    return keys.make(
        values -> new Resolvers(values.get(standard), values.find(inside), values.find(outside)));
  }

  private static Scalar<Resolver> resolver() {
    return Scalar.of(
        "system, an IP address, or ADDRESS:PORT",
        Map.of("type", "string"),
        raw -> {
          if (raw.equals("system")) {
            return Optional.of(new Resolver.OfSystem());
          }
          if (AddressText.parse(raw).isPresent()) {
            return Optional.of(new Resolver.At(raw, 53));
          }
          return HostAndPort.parse(raw)
              .filter(door -> door.port() > 0 && AddressText.parse(door.host()).isPresent())
              .map(door -> new Resolver.At(door.host(), door.port()));
        });
  }
}
