package io.linecheck.probe.sip;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a product and version deserve to be told, where the name a server gives itself and the shape
 * of its answers agree; never by the name alone. Pure.
 */
final class ProductAdvice {
  private static final Pattern ASTERISK =
      Pattern.compile("(?i)asterisk(?: PBX)?[ /]+(\\d{1,2})\\b");
  private static final int LAST_WITH_CHAN_SIP = 20;

  /** The last day of security fixes by major version, as the project announced it. */
  private static final Map<Integer, LocalDate> END_OF_LIFE =
      Map.of(
          11, LocalDate.of(2017, 10, 25),
          13, LocalDate.of(2021, 10, 24),
          14, LocalDate.of(2018, 9, 26),
          15, LocalDate.of(2019, 10, 3),
          16, LocalDate.of(2023, 10, 9),
          17, LocalDate.of(2021, 10, 28),
          18, LocalDate.of(2025, 10, 20),
          19, LocalDate.of(2023, 11, 2),
          20, LocalDate.of(2027, 10, 19),
          21, LocalDate.of(2025, 10, 18));

  private ProductAdvice() {}

  /**
   * Advice for one server, if there is any.
   *
   * @param today for what has come to its end by now
   */
  static Optional<String> of(SipObservation seen, LocalDate today) {
    List<String> advice = new ArrayList<>();
    version(seen, today).ifPresent(advice::add);
    openRegistration(seen).ifPresent(advice::add);
    onlySha256(seen).ifPresent(advice::add);
    return advice.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", advice));
  }

  private static Optional<String> version(SipObservation seen, LocalDate today) {
    String product = seen.anyAnswer().map(SipAnswer::product).orElse("");
    OptionalInt version = asteriskVersion(product);
    return switch (SipDriver.of(seen)) {
      case CHAN_SIP ->
          Optional.of(
              version.isPresent() && version.getAsInt() > LAST_WITH_CHAN_SIP
                  ? "it calls itself '%s', but answers like chan_sip, which Asterisk %d does not have: the name is set by hand or belongs to a box in between"
                      .formatted(product, version.getAsInt())
                  : "phones register through chan_sip, which is gone from Asterisk 21: move them to PJSIP before upgrading past 20");
      case CHAN_PJSIP ->
          version.isPresent() ? endOfLife(version.getAsInt(), today) : Optional.empty();
      case KAMAILIO, FREESWITCH, UNKNOWN -> Optional.empty();
    };
  }

  private static Optional<String> endOfLife(int version, LocalDate today) {
    return Optional.ofNullable(END_OF_LIFE.get(version))
        .filter(end -> end.isBefore(today))
        .map(end ->
            "Asterisk %d has had no security fixes since %s: upgrade to 22 (LTS)"
                .formatted(version, end));
  }

  /** A phone with a password got in without being asked for it. */
  private static Optional<String> openRegistration(SipObservation seen) {
    return seen.register()
        .filter(register -> register.last().succeeded() && register.digests() == 0)
        .map(register ->
            "this user is registered without being asked for a password: anybody can take its place (Asterisk: no auth= in the endpoint, no secret in the peer)");
  }

  /** JsSIP and SIP.js answer MD5 only. */
  private static Optional<String> onlySha256(SipObservation seen) {
    return seen.login()
        .or(seen::stranger)
        .map(Exchange::first)
        .filter(first ->
            first.challenges().stream()
                .anyMatch(c -> c.hash().equals(Optional.of("SHA-256")) && c.answerable()))
        .filter(first ->
            first.challenges().stream()
                .noneMatch(c -> c.hash().equals(Optional.of("MD5")) && c.answerable()))
        .map(first ->
            "only SHA-256 digests are offered: JsSIP and SIP.js phones know MD5 alone; let MD5 stand beside it");
  }

  /** The major version, where the server tells one. */
  static OptionalInt asteriskVersion(String product) {
    Matcher matcher = ASTERISK.matcher(product);
    return matcher.find()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
