package io.linecheck.probe.turn;

import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.IntegrityKey;
import io.linecheck.probe.stun.IntegrityKey.Algorithm;
import io.linecheck.probe.stun.IntegrityKey.PasswordAlgorithm;
import io.linecheck.probe.stun.StunMessage;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.Optional;

/**
 * What a server asks of a signed request (RFC 8489 section 9.2.4).
 *
 * @param realm of the credentials
 * @param nonce to be sent back
 * @param offered PASSWORD-ALGORITHMS as it came, where the nonce vouches for it
 * @param algorithm of the password; MD5 unless something else was offered
 * @param anonymous whether the server wants USERHASH instead of USERNAME
 */
record Challenge(
    String realm,
    Buffer nonce,
    Optional<Buffer> offered,
    PasswordAlgorithm algorithm,
    boolean anonymous) {
  private static final String NONCE_COOKIE = "obMatJos2";
  private static final int PASSWORD_ALGORITHMS = 0x80;
  private static final int USERNAME_ANONYMITY = 0x40;

  /** The challenge in a 401 or 438; empty where it has no realm or no nonce. */
  static Optional<Challenge> find(StunMessage message) {
    Optional<String> realm = message.findText(AttributeType.REALM);
    Optional<Buffer> nonce = message.find(AttributeType.NONCE);
    if (realm.isEmpty() || nonce.isEmpty()) {
      return Optional.empty();
    }
    int features = features(nonce.get().toString());
    Optional<Buffer> offered =
        message
            .find(AttributeType.PASSWORD_ALGORITHMS)
            .filter(value -> (features & PASSWORD_ALGORITHMS) != 0);
    Optional<PasswordAlgorithm> algorithm = offered.flatMap(Challenge::firstKnown);
    return Optional.of(
        new Challenge(
            realm.get(),
            nonce.get(),
            algorithm.isPresent() ? offered : Optional.empty(),
            algorithm.orElse(PasswordAlgorithm.MD5),
            (features & USERNAME_ANONYMITY) != 0));
  }

  /** The key that signs requests. */
  IntegrityKey key(TurnCredentials credentials) {
    return IntegrityKey.longTerm(
        offered.isPresent() ? Algorithm.SHA256 : Algorithm.SHA1,
        algorithm,
        credentials.user(),
        realm,
        credentials.password().value());
  }

  /** The attributes that a signed request needs, in the order of section 9.2.3. */
  StunMessage identify(StunMessage request, TurnCredentials credentials) {
    StunMessage identified =
        (anonymous
                ? request.with(
                    AttributeType.USERHASH, IntegrityKey.userHash(credentials.user(), realm))
                : request.with(AttributeType.USERNAME, credentials.user()))
            .with(AttributeType.REALM, realm)
            .with(AttributeType.NONCE, nonce);
    return offered
        .map(value ->
            identified
                .with(AttributeType.PASSWORD_ALGORITHMS, value)
                .with(
                    AttributeType.PASSWORD_ALGORITHM,
                    Buffer.buffer().appendUnsignedShort(algorithm.code()).appendUnsignedShort(0)))
        .orElse(identified);
  }

  /** The first byte of the security feature set, whose bit 0 is the leftmost (section 9.2). */
  private static int features(String nonce) {
    if (!nonce.startsWith(NONCE_COOKIE) || nonce.length() < NONCE_COOKIE.length() + 4) {
      return 0;
    }
    try {
      String set = nonce.substring(NONCE_COOKIE.length(), NONCE_COOKIE.length() + 4);
      return Base64.getDecoder().decode(set)[0] & 0xff;
    } catch (IllegalArgumentException noSet) {
      return 0;
    }
  }

  private static Optional<PasswordAlgorithm> firstKnown(Buffer offered) {
    for (int at = 0; at + 4 <= offered.length(); ) {
      int code = offered.getUnsignedShort(at);
      for (PasswordAlgorithm known : PasswordAlgorithm.values()) {
        if (known.code() == code) {
          return Optional.of(known);
        }
      }
      at += 4 + ((offered.getUnsignedShort(at + 2) + 3) & ~3);
    }
    return Optional.empty();
  }
}
