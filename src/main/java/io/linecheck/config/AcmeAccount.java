package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Scalar;
import io.linecheck.model.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An account at a certificate authority (RFC 8555).
 *
 * @param directory the directory's address
 * @param staging the directory that rehearsals and dry runs use, when there is one
 * @param email for the authority's own notices
 * @param profile which of the authority's profiles to order; the authority's default when absent
 * @param binding external account binding (RFC 8555 section 7.3.4)
 * @param caFile PEM roots for an authority whose own door no public root vouches for
 * @param ordersPerWeek most orders a week for all dialers together
 */
public record AcmeAccount(
    URI directory,
    Optional<URI> staging,
    Optional<String> email,
    Optional<String> profile,
    Optional<Binding> binding,
    Optional<Path> caFile,
    int ordersPerWeek) {
  private static final Map<String, String> KNOWN = known();

  /**
   * What an authority hands out to bind an account.
   *
   * @param kid the key's id
   * @param hmacKey base64url
   */
  public record Binding(String kid, Secret hmacKey) {
    static Mapping<Binding> shape() {
      Keys keys = new Keys();
      Key<String> kid = keys.required("kid", Words.text(), "kid-1", "The key's id.");
      Key<Secret> hmac =
          keys.required("hmacKey", Secrets.shape(), "{env: EAB_HMAC_KEY}", "The key, base64url.");
      return keys.make(values -> new Binding(values.get(kid), values.get(hmac)));
    }
  }

  static Mapping<AcmeAccount> shape() {
    Keys keys = new Keys();
    Key<URI> directory =
        keys.defaulted(
            "directory",
            authority(),
            "letsencrypt",
            "The authority: letsencrypt, letsencrypt-staging, zerossl, google, google-staging or"
                + " the address of a directory.");
    Key<URI> staging =
        keys.optional(
            "staging",
            authority(),
            "letsencrypt-staging",
            "Where dry runs and rehearsals order; for letsencrypt and google known without it.");
    Key<String> email =
        keys.optional("email", Words.text(), "certificates@example.com", "For its own notices.");
    Key<String> profile =
        keys.optional("profile", Words.text(), "classic", "One of the authority's profiles.");
    Key<Binding> binding =
        keys.optional(
            "binding", Binding.shape(), "{}", "External account binding, where asked for.");
    Key<Path> caFile =
        keys.optional(
            "caFile", Words.file(), "ca.pem", "Roots for a private authority's own door.");
    Key<Integer> orders =
        keys.defaulted(
            "ordersPerWeek",
            Words.integer(1, 100_000),
            "250",
            "Most orders a week for all dialers together; the most urgent go first.");
    return keys.make(values ->
        new AcmeAccount(
            values.get(directory),
            values.find(staging).or(() -> stagingOf(values.get(directory))),
            values.find(email),
            values.find(profile),
            values.find(binding),
            values.find(caFile),
            values.get(orders)));
  }

  private static Optional<URI> stagingOf(URI directory) {
    for (String name : new String[] {"letsencrypt", "google"}) {
      if (directory.toString().equals(KNOWN.get(name))) {
        return Optional.ofNullable(KNOWN.get(name + "-staging")).map(URI::create);
      }
    }
    return Optional.empty();
  }

  private static Scalar<URI> authority() {
    return Scalar.of(
        "one of " + String.join(", ", KNOWN.keySet()) + ", or an address beginning with https://",
        Map.of("type", "string"),
        raw -> {
          try {
            URI uri = new URI(KNOWN.getOrDefault(raw, raw));
            return "https".equals(uri.getScheme()) && uri.getHost() != null
                ? Optional.of(uri)
                : Optional.empty();
          } catch (URISyntaxException e) {
            return Optional.empty();
          }
        });
  }

  private static Map<String, String> known() {
    Map<String, String> known = new LinkedHashMap<>();
    known.put("letsencrypt", "https://acme-v02.api.letsencrypt.org/directory");
    known.put("letsencrypt-staging", "https://acme-staging-v02.api.letsencrypt.org/directory");
    known.put("zerossl", "https://acme.zerossl.com/v2/DV90");
    known.put("google", "https://dv.acme-v02.api.pki.goog/directory");
    known.put("google-staging", "https://dv.acme-v02.test-api.pki.goog/directory");
    return known;
  }
}
