package io.linecheck.renewal.deploy;

import io.linecheck.config.DeployTarget;
import java.util.List;
import java.util.Optional;

/**
 * The manner of one server: where its files are, how it is told, and what it needs when the old
 * pair is put back.
 *
 * @param certificate the usual place of the chain; {@code {host}} is the dialer's host
 * @param key the usual place of the key; the same place: one file holds both, key last
 * @param check commands that must succeed after the files are in place and before the reload
 * @param reload commands that make the server take the files
 * @param beforeRollback commands before the reload that follows a rollback
 * @param doors the services that must then serve the certificate
 * @param user who must be able to read the key; empty: root reads it before it drops its rights
 */
public record Recipe(
    String certificate,
    String key,
    List<String> check,
    List<String> reload,
    List<String> beforeRollback,
    List<String> doors,
    String user) {

  /** The recipe of a target, with what the configuration says in the place of the usual. */
  public static Recipe of(DeployTarget target) {
    Recipe usual = usual(target.recipe());
    boolean own = !target.reload().isEmpty();
    return new Recipe(
        target.certificate().orElse(usual.certificate()),
        target
            .key()
            .orElse(target.certificate().isPresent() ? usual.keyBeside(target) : usual.key()),
        own ? List.of() : usual.check(),
        own ? target.reload() : usual.reload(),
        target.settings().map(file -> List.of(touch(file))).orElse(usual.beforeRollback()),
        target.doors().isEmpty() ? usual.doors() : target.doors(),
        target.serviceUser().orElse(usual.user()));
  }

  /**
   * Where the files of one pair are.
   *
   * @param certificate the chain's; {@code {host}} is the dialer's host
   * @param key the key's
   */
  record Place(String certificate, String key) {}

  /** Where the pair goes that every server gets. */
  Place place() {
    return new Place(certificate, key);
  }

  /** Where an RSA pair goes beside it; empty where the server holds one certificate only. */
  static Optional<Place> rsaPlace(DeployTarget target) {
    return target
        .rsa()
        .map(own -> new Place(own.certificate(), own.key()))
        .or(() ->
            target.holdsTwo()
                ? Optional.of(
                    new Place(
                        besideIt(usual(target.recipe()).certificate()),
                        besideIt(usual(target.recipe()).key())))
                : Optional.empty());
  }

  /** {@code {host}.rsa.key.pem} for {@code {host}.key.pem}. */
  private static String besideIt(String usual) {
    return usual.replace("{host}", "{host}.rsa");
  }

  private String keyBeside(DeployTarget target) {
    return certificate.equals(key) ? target.certificate().orElse(key) : key;
  }

  /** Whether one file holds chain and key. */
  public boolean combined() {
    return certificate.equals(key);
  }

  private static String touch(String file) {
    return "touch " + SshMachine.quoted(file);
  }

  private static Recipe usual(String name) {
    return switch (name) {
      case "nginx" ->
          new Recipe(
              "/etc/nginx/ssl/{host}.fullchain.pem",
              "/etc/nginx/ssl/{host}.key.pem",
              List.of("nginx -t"),
              List.of("nginx -s reload"),
              List.of(),
              List.of("https"),
              "");
      case "apache" ->
          new Recipe(
              "/etc/ssl/linecheck/{host}.fullchain.pem",
              "/etc/ssl/linecheck/{host}.key.pem",
              List.of("apachectl configtest"),
              List.of("apachectl graceful"),
              List.of(),
              List.of("https"),
              "");
      case "asterisk" ->
          // A pair that Asterisk refuses switches its TLS off; with an unchanged http.conf no later
          // reload switches it on again, whatever the files are by then.
          new Recipe(
              "/etc/asterisk/keys/{host}.fullchain.pem",
              "/etc/asterisk/keys/{host}.key.pem",
              List.of(),
              List.of("asterisk -rx 'module reload http'"),
              List.of(touch("/etc/asterisk/http.conf")),
              List.of("wss"),
              "asterisk");
      case "coturn" ->
          new Recipe(
              "/etc/coturn/{host}.fullchain.pem",
              "/etc/coturn/{host}.key.pem",
              List.of(),
              List.of("pkill -USR2 -x turnserver"),
              List.of(),
              List.of("turn-tls"),
              "turnserver");
      case "kamailio" ->
          new Recipe(
              "/etc/kamailio/{host}.fullchain.pem",
              "/etc/kamailio/{host}.key.pem",
              List.of(),
              List.of("kamcmd tls.reload"),
              List.of(),
              List.of("wss"),
              "kamailio");
      case "freeswitch" ->
          new Recipe(
              "/etc/freeswitch/tls/wss.pem",
              "/etc/freeswitch/tls/wss.pem",
              List.of(),
              List.of("fs_cli -x 'sofia profile internal restart'"),
              List.of(),
              List.of("wss"),
              "freeswitch");
      default ->
          new Recipe(
              "", "", List.of(), List.of(), List.of(), List.of("https", "wss", "turn-tls"), "");
    };
  }
}
