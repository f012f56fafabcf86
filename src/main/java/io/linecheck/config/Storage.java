package io.linecheck.config;

import io.linecheck.config.shape.Either;
import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Place;
import io.linecheck.config.shape.Scalar;
import io.linecheck.config.shape.Shape;
import io.linecheck.model.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where results, incidents and notices are kept. */
public sealed interface Storage {
  /** An SQLite database in one file. */
  record Sqlite(Path file) implements Storage {}

  /**
   * A PostgreSQL database.
   *
   * @param host its host
   * @param port its port
   * @param database its name
   * @param user the role, when not the system's own
   * @param password the role's password
   */
  record Postgresql(
      String host, int port, String database, Optional<String> user, Optional<Secret> password)
      implements Storage {}

  /** What the short form must be, for texts. */
  String EXPECTED = "sqlite:FILE or postgresql://HOST[:PORT]/DATABASE";

  /** The short form is the address alone; the long form adds the role. */
  static Shape<Storage> shape() {
    Keys keys = new Keys();
    Key<Storage> url =
        keys.required("url", address(), "postgresql://db.example.com/linecheck", "Where.");
    Key<String> user = keys.optional("user", Words.text(), "linecheck", "The role.");
    Key<Secret> password =
        keys.optional("password", Secrets.shape(), "{env: PGPASSWORD}", "The role's password.");
    return new Either<>(
        address(),
        keys.make(values ->
            switch (values.get(url)) {
              case Sqlite sqlite -> sqlite;
              case Postgresql there ->
                  new Postgresql(
                      there.host(),
                      there.port(),
                      there.database(),
                      values.find(user).or(there::user),
                      values.find(password));
            }));
  }

  private static Scalar<Storage> address() {
    return new Scalar<>(
        EXPECTED, Map.of("type", "string", "pattern", "^(sqlite:|postgresql://).+"), Storage::read);
  }

  private static Optional<Storage> read(Place place) {
    String raw = place.raw();
    if (raw.startsWith("sqlite:") && raw.length() > "sqlite:".length()) {
      return Optional.of(new Sqlite(place.reading().resolve(raw.substring("sqlite:".length()))));
    }
    if (!raw.startsWith("postgresql://")) {
      return place.refuse("must be " + EXPECTED);
    }
    try {
      URI uri = new URI(raw);
      String user = uri.getUserInfo();
      if (user != null && user.indexOf(':') >= 0) {
        return place.refuseUnseen(
            "the password may not stand in the address; write storage: {url: …, user: …, password:"
                + " {env: NAME}}");
      }
      String path = uri.getPath();
      if (uri.getHost() == null || path == null || !path.matches("/[A-Za-z0-9_.-]+")) {
        return place.refuse("must be " + EXPECTED);
      }
      return Optional.of(
          new Postgresql(
              uri.getHost(),
              uri.getPort() < 0 ? 5432 : uri.getPort(),
              path.substring(1),
              Optional.ofNullable(user),
              Optional.empty()));
    } catch (URISyntaxException e) {
      return place.refuse("must be " + EXPECTED);
    }
  }
}
