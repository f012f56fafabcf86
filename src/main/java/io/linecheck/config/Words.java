package io.linecheck.config;

import io.linecheck.config.shape.NearestWord;
import io.linecheck.config.shape.Scalar;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The single values that files of Linecheck are made of, each with its one rule. */
final class Words {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,9}");
  private static final Map<String, Object> STRING = Map.of("type", "string");

  private Words() {}

  /** Any text that is not blank. */
  static Scalar<String> text() {
    return Scalar.of(
        "a text",
        Map.of("type", "string", "minLength", 1),
        raw -> raw.isBlank() ? Optional.empty() : Optional.of(raw));
  }

  /** A name that is safe in a path and an address. */
  static Scalar<String> name() {
    return Scalar.of(
        "1 to 63 letters, digits, dots, dashes or underscores, beginning with a letter or digit",
        Map.of("type", "string", "pattern", "^" + NAME.pattern() + "$"),
        raw -> NAME.matcher(raw).matches() ? Optional.of(raw) : Optional.empty());
  }

  static Scalar<String> host() {
    return Scalar.of("a host name or an IP address", STRING, HostAndPort::host);
  }

  /** A name a certificate may have: a host or a wildcard. */
  static Scalar<String> certificateName() {
    return Scalar.of(
        "a host name, optionally with *. before it",
        STRING,
        raw -> HostAndPort.host(raw.startsWith("*.") ? raw.substring(2) : raw).map(_ -> raw));
  }

  static Scalar<HostAndPort> hostAndPort() {
    return Scalar.of(
        "HOST:PORT, an IPv6 address in brackets, the port from 0 to 65535",
        STRING,
        HostAndPort::parse);
  }

  static Scalar<Integer> port() {
    return integer(1, 65535);
  }

  static Scalar<Integer> integer(int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    return new Scalar<>(
        expected,
        Map.of("type", "integer", "minimum", least, "maximum", most),
        place -> {
          boolean digits = INTEGER.matcher(place.raw()).matches();
          if (digits && !place.isPlain()) {
            return place.refuse("must be " + expected + ", without quotes");
          }
          int value = digits ? Integer.parseInt(place.raw()) : Integer.MIN_VALUE;
          return digits && value >= least && value <= most
              ? Optional.of(value)
              : place.refuse("must be " + expected);
        });
  }

  /** A number with at most four decimals. */
  static Scalar<Double> number(double least, double most) {
    return Scalar.of(
        "a number from " + least + " to " + most,
        Map.of("type", "number", "minimum", least, "maximum", most),
        raw ->
            raw.matches("\\d{1,6}(?:\\.\\d{1,4})?")
                ? Optional.of(Double.valueOf(raw)).filter(value -> value >= least && value <= most)
                : Optional.empty());
  }

  static Scalar<Boolean> truth() {
    return Scalar.of(
        "true or false",
        Map.of("type", "boolean"),
        raw ->
            switch (raw) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  static Scalar<Duration> duration(String least, String most) {
    Duration lower = DurationText.parse(least).orElseThrow();
    Duration upper = DurationText.parse(most).orElseThrow();
    return Scalar.of(
        "a duration from " + least + " to " + most + ", such as 30s, 5m, 2h or 7d",
        Map.of("type", "string", "pattern", "^(\\d+(ms|s|m|h|d))+$"),
        raw ->
            DurationText.parse(raw)
                .filter(value -> value.compareTo(lower) >= 0 && value.compareTo(upper) <= 0));
  }

  static Scalar<InetAddress> address() {
    return Scalar.of("an IPv4 or IPv6 address", STRING, AddressText::parse);
  }

  static Scalar<URI> url(String... schemes) {
    List<String> known = List.of(schemes);
    return Scalar.of(
        "an address beginning with " + String.join(":// or ", known) + "://",
        Map.of("type", "string", "format", "uri"),
        raw -> {
          try {
            URI uri = new URI(raw);
            boolean sound =
                uri.getScheme() != null
                    && known.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null;
            return sound ? Optional.of(uri) : Optional.empty();
          } catch (URISyntaxException e) {
            return Optional.empty();
          }
        });
  }

  /** The path of an address: {@code /ws}. */
  static Scalar<String> httpPath() {
    return Scalar.of(
        "a path beginning with /, without spaces",
        Map.of("type", "string", "pattern", "^/[!-~]*$"),
        raw -> raw.matches("/[!-~]*") ? Optional.of(raw) : Optional.empty());
  }

  /** The path of a file, relative ones from the file's own folder; it need not be there yet. */
  static Scalar<Path> file() {
    return new Scalar<>(
        "the path of a file",
        STRING,
        place ->
            place.raw().isBlank() || place.raw().indexOf('\0') >= 0
                ? place.refuse("must be the path of a file")
                : Optional.of(place.reading().resolve(place.raw())));
  }

  static Scalar<ZoneId> zone() {
    return new Scalar<>(
        "a time zone such as Asia/Manila or UTC",
        STRING,
        place -> {
          try {
            return Optional.of(ZoneId.of(place.raw()));
          } catch (DateTimeException e) {
            return place.refuse(
                "must be a time zone such as Asia/Manila or UTC",
                NearestWord.find(place.raw(), ZoneId.getAvailableZoneIds()));
          }
        });
  }

  /** The five fields of a cron expression: minute, hour, day of month, month, day of week. */
  static Scalar<String> cron() {
    String expected =
        "five fields: minute hour day-of-month month day-of-week, such as 0 3 * * SUN";
    return new Scalar<>(
        expected,
        STRING,
        place ->
            switch (Cron.parse(place.raw(), ZoneId.of("UTC"))) {
              case Cron.Parsed.Sound(Cron cron) -> Optional.of(cron.text());
              case Cron.Parsed.Broken(String reason) ->
                  place.refuse("must be " + expected + "; " + reason);
            });
  }

  /** A network: {@code 10.0.0.0/8}, or a single address. */
  static Scalar<String> network() {
    return Scalar.of(
        "an address or a network such as 10.0.0.0/8",
        STRING,
        raw -> {
          int slash = raw.indexOf('/');
          String bits = slash < 0 ? "0" : raw.substring(slash + 1);
          return AddressText.parse(slash < 0 ? raw : raw.substring(0, slash))
              .filter(_ -> bits.matches("\\d{1,3}"))
              .filter(address -> Integer.parseInt(bits) <= address.getAddress().length * 8)
              .map(_ -> raw);
        });
  }

  /** One of a few words. */
  static <T> Scalar<T> oneOf(List<T> values, Function<T, String> word) {
    Map<String, T> byWord = new LinkedHashMap<>();
    values.forEach(value -> byWord.put(word.apply(value), value));
    String expected = "one of " + String.join(", ", byWord.keySet());
    return new Scalar<>(
        expected,
        Map.of("type", "string", "enum", List.copyOf(byWord.keySet())),
        place -> {
          T value = byWord.get(place.raw());
          return value != null
              ? Optional.of(value)
              : place.refuse("must be " + expected, NearestWord.find(place.raw(), byWord.keySet()));
        });
  }

  static Scalar<String> oneOf(String... words) {
    return oneOf(List.of(words), Function.identity());
  }
}
