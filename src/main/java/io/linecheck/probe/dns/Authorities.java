package io.linecheck.probe.dns;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Under which domains an authority is named in CAA records (its certification practice statement
 * says), by the beginning of the organisation that stands in its certificates.
 */
final class Authorities {
  private static final Map<String, List<String>> DOMAINS =
      Map.ofEntries(
          Map.entry("let's encrypt", List.of("letsencrypt.org")),
          Map.entry("internet security research group", List.of("letsencrypt.org")),
          Map.entry("zerossl", List.of("sectigo.com")),
          Map.entry("sectigo", List.of("sectigo.com", "comodo.com", "comodoca.com")),
          Map.entry("comodo", List.of("sectigo.com", "comodo.com", "comodoca.com")),
          Map.entry("cpanel", List.of("sectigo.com", "comodoca.com")),
          Map.entry("gandi", List.of("sectigo.com")),
          Map.entry("network solutions", List.of("sectigo.com", "networksolutions.com")),
          Map.entry("digicert", List.of("digicert.com", "www.digicert.com")),
          Map.entry("geotrust", List.of("digicert.com", "geotrust.com")),
          Map.entry("thawte", List.of("digicert.com", "thawte.com")),
          Map.entry("rapidssl", List.of("digicert.com", "rapidssl.com")),
          Map.entry("google trust services", List.of("pki.goog")),
          Map.entry("globalsign", List.of("globalsign.com")),
          Map.entry("godaddy", List.of("godaddy.com", "starfieldtech.com")),
          Map.entry("starfield", List.of("starfieldtech.com", "godaddy.com")),
          Map.entry(
              "amazon", List.of("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com")),
          Map.entry("entrust", List.of("entrust.net", "affirmtrust.com", "sectigo.com")),
          Map.entry("ssl corp", List.of("ssl.com")),
          Map.entry("buypass", List.of("buypass.com", "buypass.no")),
          Map.entry("actalis", List.of("actalis.it")),
          Map.entry("asseco", List.of("certum.pl", "certum.eu")),
          Map.entry("unizeto", List.of("certum.pl", "certum.eu")),
          Map.entry("identrust", List.of("identrust.com")),
          Map.entry("quovadis", List.of("quovadisglobal.com", "digicert.com")),
          Map.entry("d-trust", List.of("d-trust.net", "dtrust.de")),
          Map.entry("telekom", List.of("telesec.de")),
          Map.entry("deutsche telekom", List.of("telesec.de")),
          Map.entry("t-systems", List.of("telesec.de")),
          Map.entry("hellenic academic", List.of("harica.gr")),
          Map.entry("harica", List.of("harica.gr")),
          Map.entry("swisssign", List.of("swisssign.com")),
          Map.entry("trustasia", List.of("trustasia.com")),
          Map.entry("certigna", List.of("certigna.fr")),
          Map.entry("dhimyotis", List.of("certigna.fr")),
          Map.entry("microsoft", List.of("microsoft.com")),
          Map.entry("apple", List.of("pki.apple.com")),
          Map.entry("wisekey", List.of("wisekey.com")),
          Map.entry("e-tugra", List.of("e-tugra.com")));

  private Authorities() {}

  /** The domains of an issuer; none where it is not known, as with a private authority. */
  static List<String> of(String issuer) {
    return organisation(issuer)
        .map(name -> name.toLowerCase(Locale.ROOT).replace(".com, inc", ""))
        .flatMap(name ->
            DOMAINS.entrySet().stream()
                .filter(known -> name.startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst())
        .orElse(List.of());
  }

  /** The organisation in a distinguished name. */
  static Optional<String> organisation(String issuer) {
    try {
      return new LdapName(issuer)
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase("O"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst();
    } catch (InvalidNameException odd) {
      return Optional.empty();
    }
  }
}
