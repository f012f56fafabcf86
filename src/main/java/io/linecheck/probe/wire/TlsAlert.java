package io.linecheck.probe.wire;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of TLS alerts (RFC 8446 section 6, RFC 5246 section 7.2), from the wire or from an engine.
 */
final class TlsAlert {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "close_notify"),
          Map.entry(10, "unexpected_message"),
          Map.entry(20, "bad_record_mac"),
          Map.entry(21, "decryption_failed"),
          Map.entry(22, "record_overflow"),
          Map.entry(30, "decompression_failure"),
          Map.entry(40, "handshake_failure"),
          Map.entry(41, "no_certificate"),
          Map.entry(42, "bad_certificate"),
          Map.entry(43, "unsupported_certificate"),
          Map.entry(44, "certificate_revoked"),
          Map.entry(45, "certificate_expired"),
          Map.entry(46, "certificate_unknown"),
          Map.entry(47, "illegal_parameter"),
          Map.entry(48, "unknown_ca"),
          Map.entry(49, "access_denied"),
          Map.entry(50, "decode_error"),
          Map.entry(51, "decrypt_error"),
          Map.entry(60, "export_restriction"),
          Map.entry(70, "protocol_version"),
          Map.entry(71, "insufficient_security"),
          Map.entry(80, "internal_error"),
          Map.entry(86, "inappropriate_fallback"),
          Map.entry(90, "user_canceled"),
          Map.entry(100, "no_renegotiation"),
          Map.entry(109, "missing_extension"),
          Map.entry(110, "unsupported_extension"),
          Map.entry(111, "certificate_unobtainable"),
          Map.entry(112, "unrecognized_name"),
          Map.entry(113, "bad_certificate_status_response"),
          Map.entry(114, "bad_certificate_hash_value"),
          Map.entry(115, "unknown_psk_identity"),
          Map.entry(116, "certificate_required"),
          Map.entry(120, "no_application_protocol"));

  /**
   * BoringSSL says {@code SSLV3_ALERT_X} or {@code TLSV1_ALERT_X}, the JDK {@code (x) Received}.
   */
  private static final Pattern BORING = Pattern.compile("(?:SSLV3|TLSV1)_ALERT_([A-Z0-9_]+)");

  private static final Pattern JDK =
      Pattern.compile("Received fatal alert: ([a-z_]+)|\\(([a-z_]+)\\) Received");

  private TlsAlert() {}

  /** The name of a description byte. */
  static String name(int description) {
    return NAMES.getOrDefault(description, "alert " + description);
  }

  /** The alert an engine's message tells of having received, if it does. */
  static Optional<String> received(String message) {
    Matcher boring = BORING.matcher(message);
    if (boring.find()) {
      return Optional.of(boring.group(1).toLowerCase(Locale.ROOT));
    }
    if (message.contains("TLSV1_CERTIFICATE_REQUIRED")
        || message.contains("TLSV1_ALERT_CERTIFICATE_REQUIRED")) {
      return Optional.of("certificate_required");
    }
    if (message.contains("TLSV1_UNRECOGNIZED_NAME")) {
      return Optional.of("unrecognized_name");
    }
    Matcher jdk = JDK.matcher(message);
    return jdk.find()
        ? Optional.of(jdk.group(1) != null ? jdk.group(1) : jdk.group(2))
        : Optional.empty();
  }
}
