package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Shape;
import io.linecheck.config.shape.Tagged;
import io.linecheck.config.shape.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place where a certificate is installed.
 *
 * @param where this machine or another
 * @param recipe the server whose manner is followed: {@code nginx}, {@code apache}, {@code
 *     asterisk}, {@code coturn}, {@code kamailio}, {@code freeswitch} or {@code command}
 * @param certificate where the chain goes, on the target; else the recipe's usual place
 * @param key where the key goes; else the recipe's usual place
 * @param rsa where the RSA pair of {@code keyType: dual} goes, beside the ECDSA one
 * @param owner user and group of the files; else as the files before
 * @param serviceUser who must be able to read the key; else the recipe's
 * @param settings the server's own settings file, touched when the old pair is put back
 * @param reload commands that replace the recipe's
 * @param doors the services that must then serve the certificate; empty: those of the recipe
 * @param timeout of each command
 */
public record DeployTarget(
    Where where,
    String recipe,
    Optional<String> certificate,
    Optional<String> key,
    Optional<RsaPlace> rsa,
    Optional<String> owner,
    Optional<String> serviceUser,
    Optional<String> settings,
    List<String> reload,
    List<String> doors,
    Duration timeout) {
  /** The machine. */
  public sealed interface Where {
    /** This one. */
    record Local() implements Where {}

    /**
     * One reached by SSH; its host key must be known.
     *
     * @param server host and port
     * @param user whose login
     * @param login who holds the user's key
     * @param knownHosts the file that knows the host's key
     */
    record Ssh(HostAndPort server, String user, SshLogin login, Path knownHosts) implements Where {}
  }

  /**
   * Where a second pair goes.
   *
   * @param certificate the chain's file, on the target
   * @param key the key's file there
   */
  public record RsaPlace(String certificate, String key) {
    static Mapping<RsaPlace> shape() {
      Keys keys = new Keys();
      Key<String> certificate =
          keys.required(
              "certificate", Words.text(), "/etc/nginx/ssl/rsa.fullchain.pem", "The RSA chain.");
      Key<String> key =
          keys.required("key", Words.text(), "/etc/nginx/ssl/rsa.key.pem", "The RSA key.");
      return keys.make(values -> new RsaPlace(values.get(certificate), values.get(key)));
    }
  }

  private static final List<String> SERVERS_OF_TWO = List.of("nginx", "apache");
  private static final List<String> SERVERS_OF_ONE = List.of("coturn", "kamailio", "freeswitch");

  /**
   * Whether the server holds an RSA certificate beside an ECDSA one: where it has a place for it,
   * or is of a kind that does and keeps to its usual places.
   */
  public boolean holdsTwo() {
    return rsa.isPresent()
        || (SERVERS_OF_TWO.contains(recipe) && certificate.isEmpty() && key.isEmpty());
  }

  private static final String[] RECIPES = {
    "nginx", "apache", "asterisk", "coturn", "kamailio", "freeswitch", "command"
  };

  static Shape<DeployTarget> shape() {
    Map<String, Mapping<? extends DeployTarget>> variants = new LinkedHashMap<>();
    variants.put("local", local());
    variants.put("ssh", ssh());
    return new Tagged<>("type", variants);
  }

  private static Mapping<DeployTarget> local() {
    Keys keys = new Keys();
    keys.required("type", Words.oneOf("local"), "local", "Files of this machine.");
    Rest rest = Rest.in(keys);
    return rest.checked(keys.make(values -> rest.target(values, new Where.Local())));
  }

  private static Mapping<DeployTarget> ssh() {
    Keys keys = new Keys();
    keys.required("type", Words.oneOf("ssh"), "ssh", "Files of another machine, by SSH and SFTP.");
    Key<HostAndPort> server =
        keys.required(
            "server", Words.hostAndPort(), "\"dialer1.example.com:22\"", "Host and port.");
    Key<String> user = keys.required("user", Words.text(), "linecheck", "Whose login.");
    SshLogin.Choice login = SshLogin.Choice.in(keys);
    Key<Path> known =
        keys.defaulted(
            "knownHosts", Words.file(), "known_hosts", "The file that knows the host's key.");
    Rest rest = Rest.in(keys);
    return rest.checked(
        keys.make(values ->
                rest.target(
                    values,
                    new Where.Ssh(
                        values.get(server),
                        values.get(user),
                        login.login(values),
                        values.get(known))))
            .with(login::check));
  }

  /** What both kinds have. */
  private record Rest(
      Key<String> recipe,
      Key<String> certificate,
      Key<String> key,
      Key<RsaPlace> rsa,
      Key<String> owner,
      Key<String> serviceUser,
      Key<String> settings,
      Key<List<String>> reload,
      Key<List<String>> doors,
      Key<Duration> timeout) {
    static Rest in(Keys keys) {
      return new Rest(
          keys.required(
              "recipe",
              Words.oneOf(RECIPES),
              "nginx",
              "Whose manner is followed: nginx, apache, asterisk, coturn, kamailio, freeswitch or"
                  + " command."),
          keys.optional(
              "certificate",
              Words.text(),
              "/etc/nginx/ssl/fullchain.pem",
              "Where the chain goes; without it the recipe's usual place."),
          keys.optional(
              "key",
              Words.text(),
              "/etc/nginx/ssl/privkey.pem",
              "Where the key goes; without it the recipe's usual place."),
          keys.optional(
              "rsa",
              RsaPlace.shape(),
              "{}",
              "Where the RSA pair goes with keyType: dual; nginx, apache, command, and asterisk by"
                  + " names in _rsa.pem and _ecc.pem."),
          keys.optional(
              "owner", Words.text(), "root:ssl-cert", "USER:GROUP of the files; else as before."),
          keys.optional(
              "serviceUser",
              Words.text(),
              "www-data",
              "Who must be able to read the key; else the recipe's."),
          keys.optional(
              "settings",
              Words.text(),
              "/etc/asterisk/http.conf",
              "The server's settings file, touched when the old pair is put back; asterisk needs it."),
          keys.defaulted(
              "reload",
              new Listing<>(Words.text()),
              "[]",
              "Commands, in order, instead of the recipe's; required for command."),
          keys.defaulted(
              "doors",
              new Listing<>(Words.name()),
              "[]",
              "Services that must then serve the certificate; none: those of the recipe."),
          keys.defaulted("timeout", Words.duration("1s", "1h"), "1m", "Of each command."));
    }

    DeployTarget target(Values values, Where where) {
      return new DeployTarget(
          where,
          values.get(recipe),
          values.find(certificate),
          values.find(key),
          values.find(rsa),
          values.find(owner),
          values.find(serviceUser),
          values.find(settings),
          values.get(reload),
          values.get(doors),
          values.get(timeout));
    }

    Mapping<DeployTarget> checked(Mapping<DeployTarget> mapping) {
      return mapping.with((values, place) -> {
        boolean whole =
            values.find(certificate).isPresent()
                && values.find(key).isPresent()
                && !values.get(reload).isEmpty();
        if (values.get(recipe).equals("command") && !whole) {
          place.refuse("the recipe command needs certificate, key and reload");
        }
        if (values.find(rsa).isPresent() && SERVERS_OF_ONE.contains(values.get(recipe))) {
          place.refuse(values.get(recipe) + " holds one certificate: leave rsa: out");
        }
        if (values.find(rsa).isPresent()
            && values.get(recipe).equals("asterisk")
            && !paired(values, values.find(rsa).get())) {
          place.refuse(
              "Asterisk finds its second certificate by name: rsa: {certificate} must end in"
                  + " _rsa.pem, and certificate: and key: must be one file of the same name with"
                  + " _ecc.pem");
        }
      });
    }

    /** Asterisk loads NAME_ecc.pem, chain and key in one, beside a tlscertfile NAME_rsa.pem. */
    private boolean paired(Values values, RsaPlace second) {
      String at = second.certificate();
      int mark = at.length() - "_rsa.pem".length();
      return mark > 0
          && at.startsWith("_rsa.", mark)
          && values.find(certificate).equals(values.find(key))
          && values
              .find(certificate)
              .filter(
                  (at.substring(0, mark) + "_ecc." + at.substring(mark + "_rsa.".length()))::equals)
              .isPresent();
    }
  }
}
