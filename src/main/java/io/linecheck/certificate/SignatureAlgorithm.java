package io.linecheck.certificate;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An AlgorithmIdentifier of a signature (RFC 5280 section 4.1.1.2, RFC 4055, RFC 5758).
 *
 * @param name {@code SHA256withRSA}, or the number of one that is not known
 * @param key which keys can make it: {@code RSA}, {@code EC}
 * @param pss the parameters of RSASSA-PSS
 * @param weakness why browsers refuse it; empty where they do not
 */
record SignatureAlgorithm(
    String name, String key, @Nullable PSSParameterSpec pss, String weakness) {
  private static final String PSS = "1.2.840.113549.1.1.10";
  private static final Map<String, String> RSA =
      Map.of(
          "1.2.840.113549.1.1.11", "SHA256withRSA",
          "1.2.840.113549.1.1.12", "SHA384withRSA",
          "1.2.840.113549.1.1.13", "SHA512withRSA");
  private static final Map<String, String> EC =
      Map.of(
          "1.2.840.10045.4.3.2", "SHA256withECDSA",
          "1.2.840.10045.4.3.3", "SHA384withECDSA",
          "1.2.840.10045.4.3.4", "SHA512withECDSA");
  private static final Map<String, String> WEAK =
      Map.ofEntries(
          Map.entry("1.2.840.113549.1.1.2", "MD2withRSA"),
          Map.entry("1.2.840.113549.1.1.3", "MD4withRSA"),
          Map.entry("1.2.840.113549.1.1.4", "MD5withRSA"),
          Map.entry("1.2.840.113549.1.1.5", "SHA1withRSA"),
          Map.entry("1.3.14.3.2.29", "SHA1withRSA"),
          Map.entry("1.2.840.113549.1.1.14", "SHA224withRSA"),
          Map.entry("1.2.840.10045.4.1", "SHA1withECDSA"),
          Map.entry("1.2.840.10045.4.3.1", "SHA224withECDSA"),
          Map.entry("1.2.840.10040.4.3", "SHA1withDSA"),
          Map.entry("2.16.840.1.101.3.4.3.1", "SHA224withDSA"),
          Map.entry("2.16.840.1.101.3.4.3.2", "SHA256withDSA"),
          Map.entry("1.3.101.112", "Ed25519"),
          Map.entry("1.3.101.113", "Ed448"));

  /** The three encodings of RSASSA-PSS-params that the Baseline Requirements allow (7.1.3.2.1). */
  private static final Map<String, Integer> PSS_PARAMETERS =
      Map.of(
          pssParameters("01", "20"),
          256,
          pssParameters("02", "30"),
          384,
          pssParameters("03", "40"),
          512);

  private static String pssParameters(String hash, String salt) {
    String digest = "300d06096086480165030402" + hash + "0500";
    return "3034a00f" + digest + "a11c301a06092a864886f70d010108" + digest + "a2030201" + salt;
  }

  static SignatureAlgorithm read(Der identifier) throws DerException {
    DerReader reader = identifier.inside("signatureAlgorithm");
    String oid = reader.oid();
    Der parameters = reader.isEmpty() ? null : reader.next();
    reader.end();
    if (RSA.containsKey(oid)) {
      boolean fine = parameters == null || (parameters.tag == Der.NULL && parameters.length() == 0);
      return new SignatureAlgorithm(
          RSA.get(oid), "RSA", null, fine ? "" : "parameters where NULL is expected");
    }
    if (EC.containsKey(oid)) {
      return new SignatureAlgorithm(
          EC.get(oid), "EC", null, parameters == null ? "" : "parameters where none are expected");
    }
    if (oid.equals(PSS)) {
      return pss(parameters);
    }
    String name = WEAK.getOrDefault(oid, oid);
    return new SignatureAlgorithm(
        name,
        "",
        null,
        "browsers take RSA and ECDSA with SHA-256, SHA-384 or SHA-512, not " + name);
  }

  private static SignatureAlgorithm pss(@Nullable Der parameters) {
    String hex = parameters == null ? "" : HexFormat.of().formatHex(parameters.encoded());
    Integer bits = PSS_PARAMETERS.get(hex);
    if (bits == null) {
      String how = "RSASSA-PSS with parameters other than SHA-256, SHA-384 or SHA-512 throughout";
      return new SignatureAlgorithm("RSASSA-PSS", "RSA", null, how);
    }
    String digest = "SHA-" + bits;
    PSSParameterSpec spec =
        new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), bits / 8, 1);
    return new SignatureAlgorithm("RSASSA-PSS", "RSA", spec, "");
  }

  /** Whether that key made this signature over those bytes; false also for a key of other kind. */
  boolean verifies(SubjectKey signer, byte[] signed, byte[] signature) {
    if (!weakness.isEmpty() || !signer.algorithm().equals(key) || !signer.weakness().isEmpty()) {
      return false;
    }
    if (key.equals("EC")) {
      return EcdsaSignature.verify(name, signer, signed, signature);
    }
    try {
      Signature verifier = Signature.getInstance(name);
      if (pss != null) {
        verifier.setParameter(pss);
      }
      verifier.initVerify(signer.forVerification());
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      // A key or signature the platform cannot even read did not make this signature.
      return false;
    }
  }
}
