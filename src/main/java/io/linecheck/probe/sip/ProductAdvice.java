package io.linecheck.probe.sip;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a product and version deserve to be told, where the name a server gives itself and the shape
 * of its answers agree. Pure.
 */
final class ProductAdvice {
  private static final Pattern ASTERISK = Pattern.compile("(?i)asterisk(?: PBX)?[ /]+(\\d{2})\\b");
  private static final int LAST_WITH_CHAN_SIP = 20;

  private ProductAdvice() {}

  /** Advice for one server, if there is any. */
  static Optional<String> of(SipObservation seen) {
    String product = seen.anyAnswer().map(SipAnswer::product).orElse("");
    SipDriver driver = SipDriver.of(seen.anyChallenge(), product);
    OptionalInt version = asteriskVersion(product);
    if (driver == SipDriver.CHAN_SIP) {
      if (version.isPresent() && version.getAsInt() > LAST_WITH_CHAN_SIP) {
        return Optional.of(
            "it calls itself '%s', but answers like chan_sip, which Asterisk %d does not have: the name is set by hand or belongs to a box in between"
                .formatted(product, version.getAsInt()));
      }
      return Optional.of(
          "phones register through chan_sip, which is gone from Asterisk 21: move them to PJSIP before upgrading past 20");
    }
    return onlySha256(seen);
  }

  /** JsSIP and SIP.js answer MD5 only. */
  private static Optional<String> onlySha256(SipObservation seen) {
    return seen.login()
        .or(seen::stranger)
        .map(Exchange::first)
        .filter(first -> !first.challenges().isEmpty())
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
