package io.linecheck.certificate.corpus;

import io.linecheck.model.FindingCode;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** A good chain root ← intermediate ← leaf, from which each case makes its own. */
final class Scene {
  static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  static final String HOST = "dialer.example.com";

  private final KeyRing keys;
  final Draft root;
  final Draft issuer;
  final Draft leaf;
  String host = HOST;
  Instant at = NOW;
  boolean publicRoots;

  /** What is sent after the leaf; the intermediate unless a case says otherwise. */
  final List<Draft> sent = new ArrayList<>();

  final List<Draft> trusted = new ArrayList<>();
  final List<byte[]> lists = new ArrayList<>();

  /** Sent as they are, after everything else. */
  final List<byte[]> raw = new ArrayList<>();

  Scene(KeyRing keys) {
    this.keys = keys;
    root = authority("Corpus Root", null);
    root.valid("2020-01-01T00:00:00Z", "2040-01-01T00:00:00Z");
    issuer = authority("Corpus Issuer", root);
    leaf =
        new Draft(
            "CN=" + HOST,
            key("leaf"),
            Instant.parse("2026-11-01T00:00:00Z"),
            Instant.parse("2027-01-30T00:00:00Z"));
    leaf.issuer = issuer;
    leaf.serial = leaf.serial.multiply(java.math.BigInteger.TWO);
    leaf.usage(KeyUsage.digitalSignature);
    leaf.purposes(KeyPurposeId.id_kp_serverAuth);
    leaf.dns(HOST);
    keyIds(leaf);
    leaf.remove(Extension.subjectKeyIdentifier);
    sent.add(issuer);
    trusted.add(root);
  }

  java.security.KeyPair key(String owner) {
    return keys.key(owner, "EC P-256");
  }

  java.security.KeyPair key(String owner, String kind) {
    return keys.key(owner, kind);
  }

  /** A certificate that may sign others. */
  Draft authority(String name, Draft by) {
    Draft draft =
        new Draft(
            "O=Corpus,CN=" + name,
            key(name),
            Instant.parse("2024-01-01T00:00:00Z"),
            Instant.parse("2034-01-01T00:00:00Z"));
    draft.issuer = by;
    draft.ca(-1);
    draft.usage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
    keyIds(draft);
    return draft;
  }

  /** Puts the key identifiers that belong to its key and its issuer's. */
  static void keyIds(Draft draft) {
    draft.put(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(id(draft)));
    if (draft.issuer != null) {
      draft.put(
          Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(id(draft.issuer)));
    }
  }

  private static byte[] id(Draft draft) {
    byte[] digest = new byte[20];
    byte[] key = draft.key.getPublic().getEncoded();
    for (int i = 0; i < key.length; i++) {
      digest[i % 20] = (byte) (digest[i % 20] * 31 + key[i]);
    }
    return digest;
  }

  /** Another intermediate between the first and the leaf; the leaf is issued by it. */
  Draft deeper(String name) {
    Draft next = authority(name, leaf.issuer);
    leaf.issuer = next;
    keyIds(leaf);
    leaf.remove(Extension.subjectKeyIdentifier);
    sent.addFirst(next);
    return next;
  }

  static ASN1ObjectIdentifier oid(String text) {
    return new ASN1ObjectIdentifier(text);
  }

  Chain chain(String name, String rule, boolean accepted, Optional<FindingCode> code) {
    List<byte[]> all = new ArrayList<>();
    all.add(leaf.encoded());
    sent.forEach(each -> all.add(each.encoded()));
    all.addAll(raw);
    List<byte[]> roots = trusted.stream().map(Draft::encoded).toList();
    Optional<PrivateKey> own =
        leaf.keyInfo == null ? Optional.of(leaf.key.getPrivate()) : Optional.empty();
    return new Chain(name, rule, host, at, all, roots, publicRoots, lists, accepted, code, own);
  }
}
