package io.linecheck.web;

import io.linecheck.model.Secret;
import io.linecheck.sql.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Access tokens: 256 random bits, shown once, stored as their SHA-256 (nothing slower is needed for
 * values that cannot be guessed). Shared by the server and the command line through the database; a
 * revocation is seen within {@link #FRESH}. Safe for use by any thread; blocks.
 */
public final class AccessTokens {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofMillis(300);
  private static final String PREFIX = "lct_";

  private final Database database;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private volatile Known known = new Known(Instant.MIN, List.of());

  /** The tokens of one database. */
  public AccessTokens(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A token without its secret.
   *
   * @param name who or what uses it
   * @param role what it may do
   * @param createdAt when it was made
   */
  public record AccessToken(String name, Role role, Instant createdAt) {}

  private record Hashed(AccessToken token, String sha256) {}

  private record Known(Instant readAt, List<Hashed> tokens) {}

  /** Makes a token and gives its secret, which is stored nowhere; empty where the name is taken. */
  public Optional<Secret> create(String name, Role role) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    String now = clock.instant().toString();
    int made =
        database.write(handle ->
            handle
                .createUpdate(
                    "INSERT INTO access_token (name, role, sha256, created_at) VALUES (:name, :role, :sha256, :now)"
                        + " ON CONFLICT (name) DO NOTHING")
                .bind("name", name)
                .bind("role", role.word())
                .bind("sha256", sha256(secret))
                .bind("now", now)
                .execute());
    return made == 1 ? Optional.of(new Secret(secret)) : Optional.empty();
  }

  /** All tokens, by name. */
  public List<AccessToken> list() {
    return read().stream().map(Hashed::token).toList();
  }

  /** Takes a token back; false where there is none of that name. */
  public boolean revoke(String name) {
    return database.write(handle ->
        handle
            .createUpdate("DELETE FROM access_token WHERE name = :name")
            .bind("name", name)
            .execute())
        == 1;
  }

  /** Whether any token exists. */
  public boolean any() {
    return !current().isEmpty();
  }

  /**
   * Whose token this is; compared in constant time with every stored one. A token that was made
   * just now is looked up again before it is called unknown.
   */
  public Optional<AccessToken> find(String secret) {
    Optional<AccessToken> found = find(secret, current());
    if (found.isPresent() || clock.instant().isBefore(known.readAt().plus(AGAIN))) {
      return found;
    }
    known = new Known(clock.instant(), read());
    return find(secret, known.tokens());
  }

  private static Optional<AccessToken> find(String secret, List<Hashed> tokens) {
    byte[] wanted = sha256(secret).getBytes(StandardCharsets.US_ASCII);
    Optional<AccessToken> found = Optional.empty();
    for (Hashed each : tokens) {
      if (MessageDigest.isEqual(wanted, each.sha256().getBytes(StandardCharsets.US_ASCII))) {
        found = Optional.of(each.token());
      }
    }
    return found;
  }

  private List<Hashed> current() {
    Instant now = clock.instant();
    Known last = known;
    if (last.readAt().isBefore(now.minus(FRESH)) || last.readAt().isAfter(now)) {
      last = new Known(now, read());
      known = last;
    }
    return last.tokens();
  }

  private List<Hashed> read() {
    return database.read(AccessTokens::select);
  }

  private static List<Hashed> select(Handle handle) {
    return handle
        .createQuery("SELECT name, role, sha256, created_at FROM access_token ORDER BY name")
        .map((row, context) ->
            new Hashed(
                new AccessToken(
                    row.getString("name"),
                    Role.find(row.getString("role")).orElse(Role.KIOSK),
                    Instant.parse(row.getString("created_at"))),
                row.getString("sha256")))
        .list();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
