package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the pages are served.
 *
 * @param listen address and port; port 0 takes a free one
 * @param publicUrl what people type, for links in notices
 * @param tls its own certificate, read again when the files change
 * @param trustedProxies addresses and networks whose {@code X-Forwarded-For} is believed
 * @param requestsPerMinute most requests of one token or address
 */
public record ServerSettings(
    HostAndPort listen,
    Optional<URI> publicUrl,
    Optional<TlsFiles> tls,
    List<String> trustedProxies,
    int requestsPerMinute) {
  /**
   * A certificate and its key.
   *
   * @param certificate PEM, leaf first, then the intermediates
   * @param key PEM without a passphrase
   */
  public record TlsFiles(Path certificate, Path key) {
    static Mapping<TlsFiles> shape() {
      Keys keys = new Keys();
      Key<Path> certificate =
          keys.required(
              "certificate",
              Words.file(),
              "tls/fullchain.pem",
              "PEM file, leaf first, then the intermediates.");
      Key<Path> key =
          keys.required("key", Words.file(), "tls/privkey.pem", "PEM file without a passphrase.");
      return keys.make(values -> new TlsFiles(values.get(certificate), values.get(key)));
    }
  }

  /** Whether only this machine can reach the pages. */
  public boolean isLoopback() {
    return listen.host().equals("localhost")
        || AddressText.parse(listen.host()).filter(InetAddress::isLoopbackAddress).isPresent();
  }

  static Mapping<ServerSettings> shape() {
    Keys keys = new Keys();
    Key<HostAndPort> listen =
        keys.defaulted(
            "listen",
            Words.hostAndPort(),
            "\"127.0.0.1:8080\"",
            "Address and port of pages, API and metrics. Beyond loopback it needs tls, and access"
                + " needs a token.");
    Key<URI> publicUrl =
        keys.optional(
            "publicUrl",
            Words.url("https", "http"),
            "https://linecheck.example.com",
            "What people type to come here; links in notices begin with it.");
    Key<TlsFiles> tls =
        keys.optional(
            "tls",
            TlsFiles.shape(),
            "{}",
            "Its own certificate; read again when the files change.");
    Key<List<String>> proxies =
        keys.defaulted(
            "trustedProxies",
            new Listing<>(Words.network()),
            "[]",
            "Addresses and networks of reverse proxies whose X-Forwarded-For is believed.");
    Key<Integer> requests =
        keys.defaulted(
            "requestsPerMinute",
            Words.integer(1, 1_000_000),
            "1200",
            "Most requests a minute of one token or address.");
    return keys.make(values ->
            new ServerSettings(
                values.get(listen),
                values.find(publicUrl),
                values.find(tls),
                values.get(proxies),
                values.get(requests)))
        .with((values, place) -> {
          ServerSettings probe =
              new ServerSettings(
                  values.get(listen), Optional.empty(), Optional.empty(), List.of(), 1);
          if (!probe.isLoopback() && values.find(tls).isEmpty()) {
            place
                .reading()
                .refuse(
                    "server.listen",
                    values.get(listen).toString(),
                    "an address beyond loopback needs server.tls: agents' microphones and"
                        + " access tokens need https; else listen on 127.0.0.1 behind a reverse"
                        + " proxy",
                    Optional.empty());
          }
        });
  }
}
