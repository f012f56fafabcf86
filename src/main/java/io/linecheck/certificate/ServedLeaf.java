package io.linecheck.certificate;

import io.linecheck.model.ServedCertificate;
import java.util.List;

/** Turns a leaf into the record that results, pages and metrics keep, whatever its verdict. */
public final class ServedLeaf {
  private ServedLeaf() {}

  /**
   * The leaf as it was served.
   *
   * @param service the service's name
   * @param address where it was served, {@code 203.0.113.10:8089}
   * @param offer how it was asked for: {@code default}, {@code no-sni}, {@code rsa}, {@code ecdsa}
   */
  public static ServedCertificate of(
      Certificate leaf, String service, String address, String offer) {
    return new ServedCertificate(
        service,
        address,
        offer,
        leaf.sha256(),
        leaf.serialHex(),
        leaf.subject(),
        leaf.issuer(),
        names(leaf),
        leaf.key.text(),
        leaf.notBefore,
        leaf.notAfter);
  }

  static List<String> names(Certificate leaf) {
    List<GeneralName> names = leaf.extensions.alternativeNames();
    return names == null ? List.of() : names.stream().map(GeneralName::toString).toList();
  }
}
