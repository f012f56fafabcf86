package io.linecheck.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every named fault. A code is public and never changes its meaning; its texts stand in {@code
 * probes/<family>/findings.yaml}. The severity here is the default; a decision may give another
 * where the catalogue says so.
 */
public enum FindingCode {
  // dns
  DNS_NAME_UNKNOWN("dns", Severity.CRITICAL, FixedBy.DNS_ADMIN),
  DNS_SERVER_FAILURE("dns", Severity.CRITICAL, FixedBy.DNS_ADMIN),
  DNS_DNSSEC_BOGUS("dns", Severity.WARNING, FixedBy.DNS_ADMIN),
  DNS_WRONG_ADDRESS("dns", Severity.CRITICAL, FixedBy.DNS_ADMIN),
  DNS_PRIVATE_ADDRESS_OUTSIDE("dns", Severity.CRITICAL, FixedBy.DNS_ADMIN),
  DNS_SPLIT_MISMATCH("dns", Severity.WARNING, FixedBy.DNS_ADMIN),
  DNS_ADDRESS_UNREACHABLE("dns", Severity.WARNING, FixedBy.DNS_ADMIN),
  DNS_CAA_FORBIDS_ISSUER("dns", Severity.WARNING, FixedBy.DNS_ADMIN),

  // tcp
  PORT_REFUSED("tcp", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  PORT_FILTERED("tcp", Severity.CRITICAL, FixedBy.FIREWALL_ADMIN),
  HOST_UNREACHABLE("tcp", Severity.CRITICAL, FixedBy.FIREWALL_ADMIN),

  // tls
  TLS_PLAINTEXT_SERVICE("tls", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  TLS_CLOSED_IN_HANDSHAKE("tls", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  TLS_NO_ANSWER("tls", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  TLS_HANDSHAKE_REFUSED("tls", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  TLS_VERSION_OBSOLETE("tls", Severity.WARNING, FixedBy.DIALER_ADMIN),
  TLS_CLIENT_CERTIFICATE_REQUESTED("tls", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  TLS_ALPN_HTTP2_ONLY("tls", Severity.CRITICAL, FixedBy.WEB_ADMIN),

  // certificate
  CERTIFICATE_EXPIRED("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_NOT_YET_VALID("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_EXPIRING("certificate", Severity.WARNING, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_RENEWAL_OVERDUE("certificate", Severity.WARNING, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_NAME_MISMATCH("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_SAN_MISSING("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_NAME_INTERNAL("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_SELF_SIGNED("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_ROOT_UNTRUSTED("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_CHAIN_INCOMPLETE("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_CHAIN_EXPIRED("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_CHAIN_DISORDERED("certificate", Severity.INFO, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_KEY_WEAK("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_SIGNATURE_WEAK("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_LIFETIME_TOO_LONG("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_USAGE_WRONG("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_IS_CA("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_CONSTRAINT_VIOLATED("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_REVOKED("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_TRANSPARENCY_MISSING("certificate", Severity.CRITICAL, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_DRIFT_BETWEEN_SERVICES("certificate", Severity.WARNING, FixedBy.DIALER_ADMIN),
  CERTIFICATE_DRIFT_BETWEEN_ADDRESSES("certificate", Severity.WARNING, FixedBy.WEB_ADMIN),
  CERTIFICATE_FILE_NOT_SERVED("certificate", Severity.WARNING, FixedBy.DIALER_ADMIN),
  CERTIFICATE_CLIENT_USAGE_ENDING("certificate", Severity.INFO, FixedBy.CERTIFICATE_ADMIN),
  CERTIFICATE_RENEWED_BY_HAND("certificate", Severity.WARNING, FixedBy.CERTIFICATE_ADMIN),

  // renewal
  RENEWAL_PATH_CLOSED("renewal", Severity.WARNING, FixedBy.FIREWALL_ADMIN),
  RENEWAL_PATH_SHARED("renewal", Severity.WARNING, FixedBy.CERTIFICATE_ADMIN),
  RENEWAL_FAILING("renewal", Severity.WARNING, FixedBy.LINECHECK_ADMIN),
  RENEWAL_DNS_CREDENTIALS_REJECTED("renewal", Severity.WARNING, FixedBy.DNS_ADMIN),
  RENEWAL_DNS_NOT_VISIBLE("renewal", Severity.WARNING, FixedBy.DNS_ADMIN),
  RENEWAL_CA_REFUSED("renewal", Severity.WARNING, FixedBy.CERTIFICATE_ADMIN),
  RENEWAL_RATE_LIMITED("renewal", Severity.WARNING, FixedBy.CERTIFICATE_ADMIN),
  RENEWAL_DEPLOY_FAILED("renewal", Severity.CRITICAL, FixedBy.LINECHECK_ADMIN),
  RENEWAL_NOT_SERVED("renewal", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  RENEWAL_ROLLED_BACK("renewal", Severity.WARNING, FixedBy.LINECHECK_ADMIN),
  RENEWAL_ROLLBACK_FAILED("renewal", Severity.CRITICAL, FixedBy.DIALER_ADMIN),

  // monitor
  OWNER_MISSING("monitor", Severity.INFO, FixedBy.LINECHECK_ADMIN),
  MONITOR_RESULT_STALE("monitor", Severity.WARNING, FixedBy.LINECHECK_ADMIN),
  MONITOR_VANTAGE_OFFLINE("monitor", Severity.WARNING, FixedBy.LINECHECK_ADMIN),
  MONITOR_NETWORK_DOWN("monitor", Severity.WARNING, FixedBy.LINECHECK_ADMIN),
  MONITOR_NOTIFICATION_FAILING("monitor", Severity.WARNING, FixedBy.LINECHECK_ADMIN),

  // http
  HTTP_STATUS_UNEXPECTED("http", Severity.CRITICAL, FixedBy.WEB_ADMIN),
  HTTP_PAGE_INSECURE("http", Severity.WARNING, FixedBy.WEB_ADMIN),
  HTTP_SESSION_LIMIT("http", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  HTTP_NO_ANSWER("http", Severity.CRITICAL, FixedBy.WEB_ADMIN),
  HTTP_ANSWER_MALFORMED("http", Severity.CRITICAL, FixedBy.WEB_ADMIN),
  HTTP_SERVER_STOPPING("http", Severity.WARNING, FixedBy.DIALER_ADMIN),

  // websocket
  WEBSOCKET_PATH_UNKNOWN("websocket", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  WEBSOCKET_UPGRADE_LOST("websocket", Severity.CRITICAL, FixedBy.WEB_ADMIN),
  WEBSOCKET_ORIGIN_REFUSED("websocket", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  WEBSOCKET_SIP_DRIVER_MISSING("websocket", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  WEBSOCKET_SUBPROTOCOL_REFUSED("websocket", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  WEBSOCKET_SUBPROTOCOL_NOT_ECHOED("websocket", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  WEBSOCKET_UPGRADE_REFUSED("websocket", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  WEBSOCKET_NO_ANSWER("websocket", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  WEBSOCKET_HANDSHAKE_MALFORMED("websocket", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  WEBSOCKET_CLOSED("websocket", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  WEBSOCKET_IDLE_CUT("websocket", Severity.WARNING, FixedBy.WEB_ADMIN),

  // sip
  SIP_NO_ANSWER("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_CONNECTION_LOST("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_ANSWER_MALFORMED("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_USER_UNKNOWN("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_PASSWORD_WRONG("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_TRANSPORT_NOT_ALLOWED("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_ADDRESS_REFUSED("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_AOR_MISSING("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_CONTACTS_EXHAUSTED("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_CREDENTIALS_REJECTED("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_REFUSED("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_DIGEST_UNSUPPORTED("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_SERVER_ERROR("sip", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SIP_EXPIRES_SHORTENED("sip", Severity.INFO, FixedBy.DIALER_ADMIN),
  SIP_SLOW("sip", Severity.WARNING, FixedBy.DIALER_ADMIN),

  // stun
  STUN_NO_ANSWER("stun", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  STUN_ANSWER_MALFORMED("stun", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  STUN_MAPPED_ADDRESS_WRONG("stun", Severity.WARNING, FixedBy.FIREWALL_ADMIN),

  // turn
  TURN_NO_ANSWER("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_CREDENTIALS_REJECTED("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_CLOCK_SKEW("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_USERNAME_ORDER("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_REALM_MISSING("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_OPEN_RELAY("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_RELAY_ADDRESS_PRIVATE("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_PEER_FORBIDDEN("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_RELAY_SILENT("turn", Severity.CRITICAL, FixedBy.FIREWALL_ADMIN),
  TURN_QUOTA_REACHED("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_CAPACITY_REACHED("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_TRANSPORT_UNSUPPORTED("turn", Severity.WARNING, FixedBy.TURN_ADMIN),
  TURN_FAMILY_UNSUPPORTED("turn", Severity.WARNING, FixedBy.TURN_ADMIN),
  TURN_ANSWER_MALFORMED("turn", Severity.CRITICAL, FixedBy.TURN_ADMIN),
  TURN_FALLBACK_MISSING("turn", Severity.WARNING, FixedBy.TURN_ADMIN),
  TURN_LOSS("turn", Severity.WARNING, FixedBy.TURN_ADMIN),
  TURN_SLOW("turn", Severity.WARNING, FixedBy.TURN_ADMIN),

  // call
  CALL_REFUSED("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  CALL_OFFER_REJECTED("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  CALL_SETUP_SLOW("call", Severity.WARNING, FixedBy.DIALER_ADMIN),
  SDP_RTCP_MUX_MISSING("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SDP_ICE_MISSING("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SDP_PROFILE_WRONG("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SDP_FINGERPRINT_MISSING("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SDP_SETUP_CONFLICT("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SDP_NO_COMMON_CODEC("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  SDP_PRIVATE_CANDIDATES_ONLY("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  ICE_FAILED("call", Severity.CRITICAL, FixedBy.FIREWALL_ADMIN),
  DTLS_FAILED("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  DTLS_VERSION_OBSOLETE("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  MEDIA_NONE("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  MEDIA_ONE_WAY("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  MEDIA_STOPPED("call", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  MEDIA_LOSS("call", Severity.WARNING, FixedBy.DIALER_ADMIN),
  MEDIA_JITTER("call", Severity.WARNING, FixedBy.DIALER_ADMIN),
  MEDIA_DELAY("call", Severity.WARNING, FixedBy.DIALER_ADMIN),
  MEDIA_QUALITY_LOW("call", Severity.WARNING, FixedBy.DIALER_ADMIN),

  // agent
  AGENT_PAGE_INSECURE("agent", Severity.CRITICAL, FixedBy.AGENT),
  AGENT_BROWSER_UNSUPPORTED("agent", Severity.CRITICAL, FixedBy.AGENT),
  AGENT_MICROPHONE_BLOCKED("agent", Severity.CRITICAL, FixedBy.AGENT),
  AGENT_MICROPHONE_BLOCKED_BY_SYSTEM("agent", Severity.CRITICAL, FixedBy.AGENT),
  AGENT_MICROPHONE_BUSY("agent", Severity.CRITICAL, FixedBy.AGENT),
  AGENT_MICROPHONE_MISSING("agent", Severity.CRITICAL, FixedBy.AGENT),
  AGENT_MICROPHONE_UNANSWERED("agent", Severity.CRITICAL, FixedBy.AGENT),
  AGENT_MICROPHONE_SILENT("agent", Severity.WARNING, FixedBy.AGENT),
  AGENT_MICROPHONE_CLIPPING("agent", Severity.WARNING, FixedBy.AGENT),
  AGENT_SPEAKER_NOT_HEARD("agent", Severity.WARNING, FixedBy.AGENT),
  AGENT_AUTOPLAY_BLOCKED("agent", Severity.WARNING, FixedBy.AGENT),
  AGENT_WSS_BLOCKED("agent", Severity.CRITICAL, FixedBy.AGENT_NETWORK),
  AGENT_LOCAL_NETWORK_PERMISSION("agent", Severity.CRITICAL, FixedBy.AGENT),
  AGENT_SIP_REFUSED("agent", Severity.CRITICAL, FixedBy.DIALER_ADMIN),
  AGENT_UDP_BLOCKED("agent", Severity.CRITICAL, FixedBy.AGENT_NETWORK),
  AGENT_TURN_PORT_BLOCKED("agent", Severity.WARNING, FixedBy.AGENT_NETWORK),
  AGENT_ONLY_443("agent", Severity.WARNING, FixedBy.AGENT_NETWORK),
  AGENT_FULLY_FILTERED("agent", Severity.CRITICAL, FixedBy.AGENT_NETWORK),
  AGENT_NAT_SYMMETRIC("agent", Severity.WARNING, FixedBy.AGENT_NETWORK),
  AGENT_NAT_CARRIER_GRADE("agent", Severity.WARNING, FixedBy.AGENT_NETWORK),
  AGENT_RELAY_UNUSED_BY_PHONE("agent", Severity.WARNING, FixedBy.DIALER_ADMIN),
  AGENT_NETWORK_QUALITY_LOW("agent", Severity.WARNING, FixedBy.AGENT_NETWORK),
  AGENT_AUDIO_ONE_WAY("agent", Severity.CRITICAL, FixedBy.AGENT_NETWORK),
  AGENT_TAB_THROTTLED("agent", Severity.WARNING, FixedBy.AGENT),
  AGENT_TAB_FROZEN("agent", Severity.WARNING, FixedBy.AGENT),
  AGENT_ON_BATTERY("agent", Severity.INFO, FixedBy.AGENT),
  AGENT_BROWSER_COHORT_FAILING("agent", Severity.WARNING, FixedBy.BROWSER_VENDOR),
  AGENT_HARDPHONE_ADVISED("agent", Severity.WARNING, FixedBy.DIALER_ADMIN);

  private static final Map<String, FindingCode> BY_WORD =
      Arrays.stream(values()).collect(Collectors.toMap(FindingCode::word, Function.identity()));

  private final String family;
  private final Severity severity;
  private final FixedBy fixedBy;

  FindingCode(String family, Severity severity, FixedBy fixedBy) {
    this.family = family;
    this.severity = severity;
    this.fixedBy = fixedBy;
  }

  /** The public code, {@code port-refused}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The folder of {@code probes/} that holds the texts. */
  public String family() {
    return family;
  }

  /** The default severity. */
  public Severity severity() {
    return severity;
  }

  /** Who, by default, must act. */
  public FixedBy fixedBy() {
    return fixedBy;
  }

  /** The code with this public word, if there is one. */
  public static Optional<FindingCode> find(String word) {
    return Optional.ofNullable(BY_WORD.get(word));
  }
}
