package io.linecheck.probe.sip;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What answers SIP, as far as the shape of its challenge and the name it gives itself agree. The
 * same status means different things from each.
 */
public enum SipDriver {
  /** Asterisk's old driver, gone from Asterisk 21. */
  CHAN_SIP("Asterisk chan_sip"),
  /** Asterisk's PJSIP. */
  CHAN_PJSIP("Asterisk chan_pjsip"),
  /** Kamailio, or OpenSIPS, which answers alike. */
  KAMAILIO("Kamailio"),
  /** FreeSWITCH's mod_sofia. */
  FREESWITCH("FreeSWITCH"),
  /** Something else, or not told. */
  UNKNOWN("an unknown SIP server");

  /** chan_pjsip: epoch seconds, a slash, 32 hexadecimal digits. */
  private static final Pattern PJSIP_NONCE = Pattern.compile("\\d{9,11}/[0-9a-f]{32}");

  /** chan_sip: a random number in hexadecimal. */
  private static final Pattern CHAN_SIP_NONCE = Pattern.compile("[0-9a-f]{6,8}");

  /** Kamailio's auth module: at least 24 bytes in base64. */
  private static final Pattern KAMAILIO_NONCE = Pattern.compile("[A-Za-z0-9+/.]{32,}={0,2}");

  /** mod_sofia: a UUID. */
  private static final Pattern UUID_NONCE =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final String words;

  SipDriver(String words) {
    this.words = words;
  }

  /** Its name in a text. */
  public String words() {
    return words;
  }

  /** Recognises it in all that was seen. */
  static SipDriver of(SipObservation seen) {
    return of(seen.anyChallenge(), seen.anyAnswer().map(SipAnswer::product).orElse(""));
  }

  /**
   * Whether each request of somebody it does not know, without any password, is a line in its log
   * that fail2ban counts: chan_pjsip's "No matching endpoint found".
   */
  boolean logsStrangers() {
    return this == CHAN_PJSIP;
  }

  /**
   * Recognises it: the shape of the challenge first, which cannot be configured, then the name.
   *
   * @param product Server or User-Agent of an answer; may be empty or made up
   */
  public static SipDriver of(Optional<Challenge> challenge, String product) {
    String name = product.toLowerCase(Locale.ROOT);
    boolean kamailio =
        name.contains("kamailio") || name.contains("opensips") || name.contains("openser");
    if (challenge.isPresent()) {
      Challenge shape = challenge.get();
      if (PJSIP_NONCE.matcher(shape.nonce()).matches()) {
        return CHAN_PJSIP;
      }
      if (CHAN_SIP_NONCE.matcher(shape.nonce()).matches()
          && shape.qop().isEmpty()
          && shape.opaque().isEmpty()) {
        return CHAN_SIP;
      }
      if (UUID_NONCE.matcher(shape.nonce()).matches()) {
        return FREESWITCH;
      }
      // A name that the challenge does not bear out was set by hand, or is that of a box between.
      return kamailio && KAMAILIO_NONCE.matcher(shape.nonce()).matches() ? KAMAILIO : UNKNOWN;
    }
    if (name.contains("freeswitch")) {
      return FREESWITCH;
    }
    return kamailio ? KAMAILIO : UNKNOWN;
  }
}
