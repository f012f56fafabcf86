package io.linecheck.certificate.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** A certificate that is being written; every field can be set to what no authority would. */
final class Draft {
  /** One extension as it will stand there. */
  record Ext(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {}

  int version = 3;
  BigInteger serial = BigInteger.valueOf(0x51ab3c);
  X500Name subject;
  KeyPair key;
  Instant notBefore;
  Instant notAfter;
  final List<Ext> extensions = new ArrayList<>();
  Draft issuer;
  X500Name issuerName;
  KeyPair signer;
  String algorithm = "SHA256withECDSA";
  AlgorithmIdentifier inner;
  AlgorithmIdentifier outer;
  ASN1Primitive keyInfo;
  ASN1Encodable validity;
  private byte[] encoded;
  UnaryOperator<byte[]> finish = bytes -> bytes;

  Draft(String subject, KeyPair key, Instant notBefore, Instant notAfter) {
    this.subject = new X500Name(subject);
    this.key = key;
    this.notBefore = notBefore;
    this.notAfter = notAfter;
  }

  /** The same with its own list of extensions. */
  Draft copy() {
    Draft copy = new Draft("CN=copy", key, notBefore, notAfter);
    copy.version = version;
    copy.serial = serial;
    copy.subject = subject;
    copy.extensions.addAll(extensions);
    copy.issuer = issuer;
    copy.algorithm = algorithm;
    return copy;
  }

  Draft put(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    return putRaw(oid, critical, der(value));
  }

  Draft putRaw(ASN1ObjectIdentifier oid, boolean critical, byte[] value) {
    remove(oid);
    extensions.add(new Ext(oid, critical, value));
    return this;
  }

  Draft remove(ASN1ObjectIdentifier oid) {
    extensions.removeIf(each -> each.oid().equals(oid));
    return this;
  }

  /** Sets the critical flag of an extension that is there. */
  Draft critical(ASN1ObjectIdentifier oid, boolean critical) {
    extensions.replaceAll(
        each -> each.oid().equals(oid) ? new Ext(oid, critical, each.value()) : each);
    return this;
  }

  Draft ca(int pathLength) {
    return put(
        Extension.basicConstraints,
        true,
        pathLength < 0 ? new BasicConstraints(true) : new BasicConstraints(pathLength));
  }

  Draft usage(int bits) {
    return put(Extension.keyUsage, true, new KeyUsage(bits));
  }

  Draft purposes(KeyPurposeId... purposes) {
    return put(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
  }

  Draft names(GeneralName... names) {
    return put(Extension.subjectAlternativeName, false, new GeneralNames(names));
  }

  Draft dns(String... names) {
    GeneralName[] all = new GeneralName[names.length];
    for (int i = 0; i < names.length; i++) {
      all[i] = new GeneralName(GeneralName.dNSName, names[i]);
    }
    return names(all);
  }

  Draft valid(String from, String to) {
    notBefore = Instant.parse(from);
    notAfter = Instant.parse(to);
    return this;
  }

  /** The certificate, signed by its issuer; the same each time, as nothing may change after. */
  byte[] encoded() {
    if (encoded == null) {
      encoded = sign();
    }
    return encoded;
  }

  private byte[] sign() {
    KeyPair by = signer != null ? signer : issuer == null ? key : issuer.key;
    AlgorithmIdentifier name =
        outer != null ? outer : new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
    byte[] tbs = der(tbs(inner != null ? inner : name));
    ASN1EncodableVector all = new ASN1EncodableVector();
    try {
      all.add(ASN1Primitive.fromByteArray(tbs));
      all.add(name);
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(by.getPrivate());
      signature.update(tbs);
      all.add(new DERBitString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return finish.apply(der(new DERSequence(all)));
  }

  private DERSequence tbs(AlgorithmIdentifier name) {
    ASN1EncodableVector tbs = new ASN1EncodableVector();
    if (version > 1) {
      tbs.add(new DERTaggedObject(true, 0, new ASN1Integer(version - 1)));
    }
    tbs.add(new ASN1Integer(serial));
    tbs.add(name);
    tbs.add(issuerName != null ? issuerName : issuer == null ? subject : issuer.subject);
    tbs.add(
        validity != null
            ? validity
            : new DERSequence(
                new ASN1Encodable[] {
                  new Time(Date.from(notBefore)), new Time(Date.from(notAfter))
                }));
    tbs.add(subject);
    try {
      tbs.add(
          keyInfo != null ? keyInfo : ASN1Primitive.fromByteArray(key.getPublic().getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!extensions.isEmpty()) {
      ASN1EncodableVector list = new ASN1EncodableVector();
      for (Ext each : extensions) {
        ASN1EncodableVector one = new ASN1EncodableVector();
        one.add(each.oid());
        if (each.critical()) {
          one.add(ASN1Boolean.TRUE);
        }
        one.add(new DEROctetString(each.value()));
        list.add(new DERSequence(one));
      }
      tbs.add(new DERTaggedObject(true, 3, new DERSequence(list)));
    }
    return new DERSequence(tbs);
  }

  static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded("DER");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
