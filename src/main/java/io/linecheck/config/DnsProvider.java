package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Shape;
import io.linecheck.config.shape.Tagged;
import io.linecheck.model.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who publishes the TXT records of a DNS-01 challenge (RFC 8555 section 8.4). */
public sealed interface DnsProvider {
  /** Cloudflare API v4; the token needs Zone:Read and DNS:Edit of the zone. */
  record Cloudflare(Secret token, URI url) implements DnsProvider {}

  /**
   * Dynamic updates (RFC 2136) signed with TSIG (RFC 8945).
   *
   * @param server where updates go
   * @param zone the zone; found by its SOA when absent
   * @param keyName the TSIG key's name; absent: unsigned
   * @param algorithm {@code hmac-sha256} and others
   * @param key base64
   */
  record Rfc2136(
      HostAndPort server,
      Optional<String> zone,
      Optional<String> keyName,
      String algorithm,
      Optional<Secret> key)
      implements DnsProvider {}

  /** PowerDNS' HTTP API. */
  record Powerdns(URI url, Secret apiKey, String serverId) implements DnsProvider {}

  /** Amazon Route 53, requests signed with Signature version 4. */
  record Route53(
      String accessKeyId, Secret secretAccessKey, String region, Optional<String> zoneId, URI url)
      implements DnsProvider {}

  /** deSEC. */
  record Desec(Secret token, URI url) implements DnsProvider {}

  /** acme-dns, to which the challenge's name is delegated by CNAME. */
  record AcmeDns(URI url, String user, Secret password, String subdomain) implements DnsProvider {}

  /**
   * A program, called as {@code program present|cleanup FQDN VALUE}.
   *
   * @param program its path
   * @param cleanup the program that is called for cleanup; absent: the same
   * @param timeout the most a call may take
   */
  record Exec(Path program, Optional<Path> cleanup, Duration timeout) implements DnsProvider {}

  /** All of them, told apart by {@code type}. */
  static Shape<DnsProvider> shape() {
    Map<String, Mapping<? extends DnsProvider>> variants = new LinkedHashMap<>();
    variants.put("cloudflare", cloudflare());
    variants.put("rfc2136", rfc2136());
    variants.put("powerdns", powerdns());
    variants.put("route53", route53());
    variants.put("desec", desec());
    variants.put("acme-dns", acmeDns());
    variants.put("exec", exec());
    return new Tagged<>("type", variants);
  }

  private static Keys typed(String type, String about) {
    Keys keys = new Keys();
    keys.required("type", Words.oneOf(type), type, about);
    return keys;
  }

  private static Mapping<Cloudflare> cloudflare() {
    Keys keys = typed("cloudflare", "Cloudflare's API v4.");
    Key<Secret> token =
        keys.required(
            "token",
            Secrets.shape(),
            "{env: CLOUDFLARE_TOKEN}",
            "A token with Zone:Read and DNS:Edit of the zone.");
    Key<URI> url = api(keys, "https://api.cloudflare.com/client/v4");
    return keys.make(values -> new Cloudflare(values.get(token), values.get(url)));
  }

  private static Mapping<Rfc2136> rfc2136() {
    Keys keys = typed("rfc2136", "Dynamic updates as BIND, Knot and PowerDNS take them.");
    Key<HostAndPort> server =
        keys.required("server", Words.hostAndPort(), "\"10.0.0.53:53\"", "Where updates go.");
    Key<String> zone =
        keys.optional("zone", Words.host(), "example.com", "The zone; else found by its SOA.");
    Key<String> keyName =
        keys.optional("keyName", Words.text(), "linecheck.", "The TSIG key's name.");
    Key<String> algorithm =
        keys.defaulted(
            "algorithm",
            Words.oneOf("hmac-sha256", "hmac-sha512", "hmac-sha384", "hmac-sha224", "hmac-sha1"),
            "hmac-sha256",
            "The TSIG key's algorithm.");
    Key<Secret> key =
        keys.optional("key", Secrets.shape(), "{env: TSIG_KEY}", "The TSIG key, base64.");
    return keys.make(values ->
            new Rfc2136(
                values.get(server),
                values.find(zone),
                values.find(keyName),
                values.get(algorithm),
                values.find(key)))
        .with((values, place) -> {
          if (values.find(keyName).isPresent() != values.find(key).isPresent()) {
            place.refuse("keyName and key belong together: give both or neither");
          }
        });
  }

  private static Mapping<Powerdns> powerdns() {
    Keys keys = typed("powerdns", "PowerDNS' HTTP API.");
    Key<URI> url =
        keys.required(
            "url", Words.url("https", "http"), "http://10.0.0.53:8081", "The API's base address.");
    Key<Secret> apiKey =
        keys.required("apiKey", Secrets.shape(), "{env: POWERDNS_API_KEY}", "The X-API-Key.");
    Key<String> server =
        keys.defaulted("serverId", Words.name(), "localhost", "The server's id in the API.");
    return keys.make(
        values -> new Powerdns(values.get(url), values.get(apiKey), values.get(server)));
  }

  private static Mapping<Route53> route53() {
    Keys keys = typed("route53", "Amazon Route 53.");
    Key<String> id =
        keys.required("accessKeyId", Words.text(), "AKIAEXAMPLE", "The access key's id.");
    Key<Secret> secret =
        keys.required(
            "secretAccessKey", Secrets.shape(), "{env: AWS_SECRET_ACCESS_KEY}", "The access key.");
    Key<String> region =
        keys.defaulted("region", Words.name(), "us-east-1", "The region requests are signed for.");
    Key<String> zone =
        keys.optional(
            "zoneId", Words.text(), "Z0123456789", "The hosted zone; else found by name.");
    Key<URI> url = api(keys, "https://route53.amazonaws.com");
    return keys.make(values ->
        new Route53(
            values.get(id),
            values.get(secret),
            values.get(region),
            values.find(zone),
            values.get(url)));
  }

  private static Mapping<Desec> desec() {
    Keys keys = typed("desec", "deSEC.");
    Key<Secret> token =
        keys.required("token", Secrets.shape(), "{env: DESEC_TOKEN}", "A token of the account.");
    Key<URI> url = api(keys, "https://desec.io/api/v1");
    return keys.make(values -> new Desec(values.get(token), values.get(url)));
  }

  private static Mapping<AcmeDns> acmeDns() {
    Keys keys = typed("acme-dns", "acme-dns, to which _acme-challenge is delegated by CNAME.");
    Key<URI> url =
        keys.required(
            "url", Words.url("https", "http"), "https://auth.example.com", "The API's address.");
    Key<String> user = keys.required("user", Words.text(), "user", "X-Api-User.");
    Key<Secret> password =
        keys.required("password", Secrets.shape(), "{env: ACME_DNS_PASSWORD}", "X-Api-Key.");
    Key<String> subdomain =
        keys.required("subdomain", Words.text(), "subdomain", "The registered subdomain.");
    return keys.make(values ->
        new AcmeDns(
            values.get(url), values.get(user), values.get(password), values.get(subdomain)));
  }

  private static Mapping<Exec> exec() {
    Keys keys = typed("exec", "A program of your own.");
    Key<Path> program =
        keys.required(
            "program",
            Words.file(),
            "/usr/local/bin/dns-hook",
            "Called as: program present|cleanup FQDN VALUE; exit 0 is success.");
    Key<Path> cleanup =
        keys.optional(
            "cleanup",
            Words.file(),
            "/usr/local/bin/dns-cleanup-hook",
            "Removes the record where another program does, as certbot's hooks are two.");
    Key<Duration> timeout =
        keys.defaulted("timeout", Words.duration("1s", "1h"), "2m", "The most a call may take.");
    return keys.make(
        values -> new Exec(values.get(program), values.find(cleanup), values.get(timeout)));
  }

  private static Key<URI> api(Keys keys, String address) {
    return keys.defaulted(
        "url", Words.url("https", "http"), address, "The API's address; for tests and proxies.");
  }
}
