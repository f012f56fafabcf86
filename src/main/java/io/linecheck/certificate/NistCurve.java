package io.linecheck.certificate;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The curves of FIPS 186-5 that browsers take, each as y² = x³ - 3x + b over a prime: enough to
 * tell whether a public key lies on its curve, which browsers ask before they use it.
 */
enum NistCurve {
  P_256(
      "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
      "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
  P_384(
      "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
      "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef"),
  P_521(
      "1ff" + "ff".repeat(64),
      "051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf"
          + "073573df883d2c34f1ef451fd46b503f00");

  private final BigInteger prime;
  private final BigInteger b;

  NistCurve(String prime, String b) {
    this.prime = new BigInteger(prime, 16);
    this.b = new BigInteger(b, 16);
  }

  /**
   * The curve of this name.
   *
   * @param name {@code P-256}, {@code P-384}, {@code P-521}
   */
  static NistCurve of(String name) {
    return valueOf(name.replace('-', '_'));
  }

  /**
   * Whether a point lies on it.
   *
   * @param bits a BIT STRING's content: 00, 04, x, y
   */
  boolean contains(byte[] bits) {
    int octets = (bits.length - 2) / 2;
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(bits, 2, 2 + octets));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(bits, 2 + octets, 2 + 2 * octets));
    if (x.compareTo(prime) >= 0 || y.compareTo(prime) >= 0) {
      return false;
    }
    BigInteger right = x.multiply(x).subtract(BigInteger.valueOf(3)).multiply(x).add(b).mod(prime);
    return y.multiply(y).mod(prime).equals(right);
  }
}
