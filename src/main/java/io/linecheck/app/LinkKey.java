package io.linecheck.app;

import io.linecheck.model.Secret;
import io.linecheck.sql.Database;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The key that signs links in notices: made once, kept in the database, which only its owner can
 * read.
 */
final class LinkKey {
  private static final String NAME = "link.key";

  private LinkKey() {}

  static Secret of(Database database) {
    byte[] bits = new byte[32];
    new SecureRandom().nextBytes(bits);
    String fresh = Base64.getEncoder().encodeToString(bits);
    return database.write(handle -> {
      handle
          .createUpdate(
              "INSERT INTO mark (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING")
          .bind("name", NAME)
          .bind("value", fresh)
          .execute();
      Optional<String> kept =
          handle
              .createQuery("SELECT value FROM mark WHERE name = :name")
              .bind("name", NAME)
              .mapTo(String.class)
              .findOne();
      return new Secret(kept.orElse(fresh));
    });
  }
}
