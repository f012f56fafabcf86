package io.linecheck.certificate.corpus;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;

/**
 * Chains made to cost time or memory. Their verdict does not matter, only that there is one in
 * time; they are no part of {@link Corpus#all}.
 */
public final class HostileCases {
  private final KeyRing keys = new KeyRing();
  private final List<Chain> chains = new ArrayList<>();

  private HostileCases() {}

  /** All of them. */
  public static List<Chain> all() {
    HostileCases made = new HostileCases();
    made.paths();
    made.names();
    made.sizes();
    return List.copyOf(made.chains);
  }

  private void add(String name, Consumer<Scene> change) {
    Scene scene = new Scene(keys);
    change.accept(scene);
    chains.add(scene.chain(name, "bounded work", false, Optional.empty()));
  }

  private void paths() {
    add(
        "a mesh of six authorities that all certify each other, no root",
        s -> {
          s.sent.clear();
          s.trusted.clear();
          s.trusted.add(s.authority("Another Root", null));
          mesh(s, 6);
        });
    add(
        "a mesh of six below a root that excludes the name",
        s -> {
          s.sent.clear();
          constrain(s.root, 1, "example.com");
          mesh(s, 6);
          Draft gate = s.authority("Mesh 5", s.root);
          s.sent.add(gate);
        });
    add(
        "a chain of thirty",
        s -> {
          for (int i = 0; i < 30; i++) {
            s.deeper("Deep " + i);
          }
        });
    add(
        "thirty twins of the intermediate, each expired",
        s -> {
          for (int i = 0; i < 30; i++) {
            Draft twin = s.issuer.copy();
            twin.serial = BigInteger.valueOf(5000 + i);
            twin.valid("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
            s.sent.addFirst(twin);
          }
          s.sent.removeLast();
        });
    add(
        "sixty roots of one name",
        s -> {
          s.trusted.clear();
          for (int i = 0; i < 60; i++) {
            Draft twin = s.authority("Corpus Root", null);
            twin.key = s.key("one of sixty " + i);
            s.trusted.add(twin);
          }
        });
    add(
        "RSA of 4096 bits, fifteen times",
        s -> {
          for (int i = 0; i < 15; i++) {
            Draft next = s.deeper("Heavy " + i % 2);
            next.key = s.key("heavy", "RSA 4096");
            next.algorithm = i == 0 ? "SHA256withECDSA" : "SHA512withRSA";
            Scene.keyIds(next);
          }
          s.leaf.algorithm = "SHA512withRSA";
        });
  }

  /** Everyone signs everyone: of n authorities n × (n - 1) certificates. */
  private static void mesh(Scene s, int size) {
    for (int signer = 0; signer < size; signer++) {
      for (int subject = 0; subject < size; subject++) {
        if (signer != subject) {
          Draft by = s.authority("Mesh " + signer, null);
          s.sent.add(s.authority("Mesh " + subject, by));
        }
      }
    }
    s.leaf.issuer = s.authority("Mesh 0", null);
    Scene.keyIds(s.leaf);
    s.leaf.remove(Extension.subjectKeyIdentifier);
  }

  private void names() {
    for (int count : new int[] {500, 2000}) {
      add(
          count + " names under " + count + " constraints at two levels",
          s -> {
            constrain(s.root, count, "x.example.org");
            constrain(s.issuer, count, "y.example.org");
            s.leaf.dns(many(count));
          });
    }
    add("ten thousand names, none fits", s -> s.leaf.dns(many(10_000)));
    add(
        "ten thousand attributes in the subject",
        s -> {
          X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
          for (int i = 0; i < 10_000; i++) {
            name.addRDN(BCStyle.OU, "unit " + i);
          }
          s.leaf.subject = name.build();
        });
    add(
        "names of ten thousand characters",
        s -> {
          constrain(s.root, 200, "a.".repeat(5_000) + "example.com");
          String[] names = many(400);
          for (int i = 1; i < names.length; i++) {
            names[i] = i + "a.".repeat(1_000) + "example.com";
          }
          s.leaf.dns(names);
        });
  }

  private static String[] many(int count) {
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = "n" + i + ".example.com";
    }
    return names;
  }

  private static void constrain(Draft draft, int count, String domain) {
    GeneralSubtree[] excluded = new GeneralSubtree[count];
    for (int i = 0; i < count; i++) {
      String base = count == 1 ? domain : "c" + i + "." + domain;
      excluded[i] = new GeneralSubtree(new GeneralName(GeneralName.dNSName, base));
    }
    draft.put(Extension.nameConstraints, true, new NameConstraints(null, excluded));
  }

  private void sizes() {
    add(
        "policies and mappings at every level",
        s -> {
          for (int level = 0; level < 8; level++) {
            Draft next = s.deeper("Policy " + level);
            policies(next);
          }
          policies(s.leaf);
          s.issuer.put(
              Extension.policyConstraints,
              true,
              new DERSequence(
                  new org.bouncycastle.asn1.DERTaggedObject(
                      false, 0, new org.bouncycastle.asn1.ASN1Integer(0))));
        });
    add(
        "an extension of a megabyte",
        s -> s.leaf.putRaw(Scene.oid("1.3.6.1.4.1.55555.5"), false, new byte[1_000_000]));
    add(
        "sixty-four extensions",
        s -> {
          for (int i = 0; i < 70; i++) {
            s.leaf.putRaw(Scene.oid("1.3.6.1.4.1.55555.6." + i), false, new byte[] {5, 0});
          }
        });
    add(
        "four hundred certificates",
        s -> {
          for (int i = 0; i < 400; i++) {
            Draft twin = s.issuer.copy();
            twin.serial = BigInteger.valueOf(9000 + i);
            s.sent.add(twin);
          }
        });
  }

  private static void policies(Draft draft) {
    PolicyInformation[] all = new PolicyInformation[200];
    ASN1EncodableVector mappings = new ASN1EncodableVector();
    for (int i = 0; i < all.length; i++) {
      all[i] = new PolicyInformation(Scene.oid("1.3.6.1.4.1.55555.20." + i));
      for (int j = 0; j < 1; j++) {
        mappings.add(
            new DERSequence(
                new ASN1Encodable[] {
                  Scene.oid("1.3.6.1.4.1.55555.20." + i),
                  Scene.oid("1.3.6.1.4.1.55555.20." + (i * 7 + 3) % all.length)
                }));
      }
    }
    draft.put(Extension.certificatePolicies, false, new CertificatePolicies(all));
    draft.put(Extension.policyMappings, true, new DERSequence(mappings));
  }
}
