package io.linecheck.certificate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A signed certificate timestamp (RFC 6962 section 3.2): the promise of a log to publish.
 *
 * @param logId the log's id, lower-case hexadecimal
 * @param at when the log saw the certificate
 */
public record SignedTimestamp(String logId, Instant at) {
  /** Reads a SignedCertificateTimestampList (RFC 6962 section 3.3). */
  static List<SignedTimestamp> list(byte[] bytes) throws DerException {
    List<SignedTimestamp> found = new ArrayList<>();
    if (bytes.length < 2 || sixteen(bytes, 0) != bytes.length - 2) {
      throw new DerException("the list of signed certificate timestamps has a wrong length");
    }
    int at = 2;
    while (at < bytes.length) {
      int size = bytes.length - at < 2 ? Integer.MAX_VALUE : sixteen(bytes, at);
      at += 2;
      if (size > bytes.length - at) {
        throw new DerException("a signed certificate timestamp is cut off");
      }
      // version(1) log id(32) timestamp(8) extensions(2+) signature(4+)
      if (size >= 47 && bytes[at] == 0) {
        long millis = 0;
        for (int i = 0; i < 8; i++) {
          millis = (millis << 8) | (bytes[at + 33 + i] & 0xff);
        }
        String log = HexFormat.of().formatHex(bytes, at + 1, at + 33);
        found.add(new SignedTimestamp(log, Instant.ofEpochMilli(Math.max(millis, 0))));
      }
      at += size;
    }
    return List.copyOf(found);
  }

  private static int sixteen(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }
}
