package io.linecheck.web;

import io.linecheck.config.AddressText;
import io.linecheck.config.HostAndPort;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Finding;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes one check with the names and meanings of blackbox_exporter, in the text format of
 * Prometheus 0.0.4. What is not known has no sample.
 */
final class ProbeMetrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();
  private final CheckResult result;
  private final Duration took;

  private ProbeMetrics(CheckResult result, Duration took) {
    this.result = result;
    this.took = took;
  }

  /** The samples of a check that took so long altogether. */
  static String of(CheckResult result, Duration took) {
    return new ProbeMetrics(result, took).write();
  }

  private String write() {
    boolean success = result.status() == Status.OK || result.status() == Status.WARNING;
    gauge("probe_success", "Displays whether or not the probe was a success", success ? "1" : "0");
    gauge(
        "probe_duration_seconds",
        "Returns how long the probe took to complete in seconds",
        seconds(took));
    stage(Stage.DNS)
        .ifPresent(dns ->
            gauge(
                "probe_dns_lookup_time_seconds",
                "Returns the time taken for probe dns lookup in seconds",
                seconds(dns.took())));
    HostAndPort.parse(result.address())
        .flatMap(address -> AddressText.parse(address.host()))
        .ifPresent(this::address);
    switch (result.service().kind()) {
      case HTTPS -> http("probe_http", "http.status");
      case WSS -> http("probe_websocket", "websocket.status");
      case STUN, TURN_UDP, TURN_TCP, TURN_TLS, SIPS, TLS -> {}
    }
    tls();
    failure();
    return text.toString();
  }

  private void address(InetAddress address) {
    gauge(
        "probe_ip_protocol",
        "Specifies whether probe ip protocol is IP4 or IP6",
        address instanceof Inet6Address ? "6" : "4");
    // FNV-1a of 32 bits over the address's octets, as blackbox_exporter computes it.
    int hash = 0x811c9dc5;
    for (byte octet : address.getAddress()) {
      hash = (hash ^ (octet & 0xff)) * 0x01000193;
    }
    gauge(
        "probe_ip_addr_hash",
        "Specifies the hash of IP address. It's useful to detect if the IP address changes.",
        Integer.toUnsignedString(hash));
  }

  private void http(String prefix, String statusFact) {
    Optional.ofNullable(result.facts().get(statusFact))
        .filter(status -> status.matches("[0-9]{3}"))
        .ifPresent(status -> gauge(prefix + "_status_code", "Response HTTP status code", status));
    if (result.service().kind() == ServiceKind.WSS) {
      boolean upgraded =
          stage(Stage.WEBSOCKET)
              .filter(stage -> stage.status() == Status.OK || stage.status() == Status.WARNING)
              .isPresent();
      gauge(
          prefix + "_connection_upgraded",
          "Indicates if the websocket connection was successfully upgraded",
          upgraded ? "1" : "0");
    } else {
      boolean tls = stage(Stage.TLS).filter(stage -> stage.status() != Status.CRITICAL).isPresent();
      gauge(prefix + "_ssl", "Indicates if SSL was used for the final redirect", tls ? "1" : "0");
      fact("http.version")
          .ifPresent(version ->
              gauge(
                  prefix + "_version",
                  "Returns the version of HTTP of the probe response",
                  version));
      fact("http.status")
          .ifPresent(answered ->
              gauge(
                  prefix + "_redirects",
                  "The number of redirects",
                  fact("http.redirects").orElse("0")));
      fact("http.contentLength")
          .ifPresent(length ->
              gauge(prefix + "_content_length", "Length of http content response", length));
      fact("http.bodyLength")
          .ifPresent(length ->
              gauge(
                  prefix + "_uncompressed_body_length",
                  "Length of uncompressed response body",
                  length));
      fact("http.lastModified")
          .ifPresent(time ->
              gauge(
                  prefix + "_last_modified_timestamp_seconds",
                  "Returns the Last-Modified HTTP response header in unixtime",
                  Long.toString(Instant.parse(time).getEpochSecond())));
      gauge("probe_failed_due_to_regex", "Indicates if probe failed due to regex", "0");
    }
    head(
        prefix + "_duration_seconds",
        "Duration of http request by phase, summed over all redirects");
    phase(prefix, "resolve", Stage.DNS);
    phase(prefix, "connect", Stage.TCP);
    phase(prefix, "tls", Stage.TLS);
    phase(
        prefix,
        "processing",
        result.service().kind() == ServiceKind.WSS ? Stage.WEBSOCKET : Stage.HTTP);
    if (result.service().kind() == ServiceKind.HTTPS) {
      sample(prefix + "_duration_seconds{phase=\"transfer\"}", "0");
    }
  }

  private void phase(String prefix, String phase, Stage stage) {
    sample(
        prefix + "_duration_seconds{phase=\"" + phase + "\"}",
        stage(stage).map(seen -> seconds(seen.took())).orElse("0"));
  }

  private void tls() {
    List<ServedCertificate> served =
        result.certificates().stream()
            .filter(certificate -> certificate.offer().equals("default"))
            .toList();
    Optional<Instant> earliest =
        served.stream().map(ServedCertificate::notAfter).min(Comparator.naturalOrder());
    earliest.ifPresent(end ->
        gauge(
            "probe_ssl_earliest_cert_expiry",
            "Returns last SSL chain expiry in unixtime",
            Long.toString(end.getEpochSecond())));
    boolean trusted =
        stage(Stage.CERTIFICATE)
            .filter(stage -> stage.status() == Status.OK || stage.status() == Status.WARNING)
            .isPresent();
    if (trusted) {
      earliest.ifPresent(end ->
          gauge(
              "probe_ssl_last_chain_expiry_timestamp_seconds",
              "Returns last SSL chain expiry in timestamp",
              Long.toString(end.getEpochSecond())));
    }
    served.stream().findFirst().ifPresent(this::chainInfo);
    fact("tls.version")
        .ifPresent(version ->
            info(
                "probe_tls_version_info",
                "Returns the TLS version used or NaN when unknown",
                "{version=\"" + escape(version.replaceFirst("^TLSv", "TLS ")) + "\"}"));
    fact("tls.cipher")
        .ifPresent(cipher ->
            info(
                "probe_tls_cipher_info",
                "Returns the TLS cipher negotiated during handshake",
                "{cipher=\"" + escape(cipher) + "\"}"));
  }

  private void chainInfo(ServedCertificate leaf) {
    info(
        "probe_ssl_last_chain_info",
        "Contains SSL leaf certificate information",
        "{fingerprint_sha256=\""
            + escape(leaf.sha256())
            + "\",issuer=\""
            + escape(leaf.issuer())
            + "\",serialnumber=\""
            + escape(leaf.serial())
            + "\",subject=\""
            + escape(leaf.subject())
            + "\",subjectalternative=\""
            + escape(String.join(",", leaf.names()))
            + "\"}");
  }

  private void failure() {
    result.findings().stream()
        .findFirst()
        .filter(finding -> result.status() == Status.CRITICAL)
        .ifPresent(this::failure);
  }

  private void failure(Finding finding) {
    info(
        "linecheck_probe_failure_info",
        "The layer that is broken and the code of the finding",
        "{code=\"" + finding.code().word() + "\",stage=\"" + finding.stage().word() + "\"}");
  }

  private Optional<String> fact(String name) {
    return Optional.ofNullable(result.facts().get(name)).filter(value -> !value.isBlank());
  }

  /** The stage, where it was walked. */
  private Optional<StageResult> stage(Stage wanted) {
    return result.stages().stream()
        .filter(stage -> stage.stage() == wanted && stage.status() != Status.SKIPPED)
        .findFirst();
  }

  private void gauge(String name, String help, String value) {
    head(name, help);
    sample(name, value);
  }

  private void info(String name, String help, String labels) {
    head(name, help);
    sample(name + labels, "1");
  }

  private void head(String name, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" gauge\n");
  }

  private void sample(String name, String value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.9f", duration.toNanos() / 1e9);
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
