package io.linecheck.selftest;

import io.linecheck.model.Secret;
import io.linecheck.sql.Database;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;

/**
 * Keeps the key that signs agents' links in the database, so that the server and the command line
 * share it and a restart breaks no link. Safe for use by any thread; blocks.
 */
public final class LinkKeys {
  private final Database database;
  private final InstantSource clock;

  /** The key of one database. */
  public LinkKeys(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The signer; the key is made at the first call ever. */
  public LinkSigner signer() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    String fresh = Base64.getEncoder().encodeToString(bytes);
    String now = clock.instant().toString();
    String secret =
        database.write(handle -> {
          handle
              .createUpdate(
                  "INSERT INTO agent_link_key (id, secret, created_at) VALUES (1, :secret, :now)"
                      + " ON CONFLICT (id) DO NOTHING")
              .bind("secret", fresh)
              .bind("now", now)
              .execute();
          return handle
              .createQuery("SELECT secret FROM agent_link_key WHERE id = 1")
              .mapTo(String.class)
              .one();
        });
    return new LinkSigner(new Secret(secret));
  }
}
