package io.linecheck.probe.certificate;

import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import java.util.List;

/** The certificate files from which the doors of a dialer are fed, where they may be read. */
@FunctionalInterface
public interface InstalledFiles {
  /** Of no door a file is known. */
  InstalledFiles NONE = (dialer, service) -> List.of();

  /**
   * The files of one door. Blocks; runs on a virtual thread of the survey's, which is left behind
   * when its time is up.
   *
   * @throws InterruptedException when the survey ends
   */
  List<Installed> of(Dialer dialer, Service service) throws InterruptedException;

  /**
   * One file.
   *
   * @param where target and path, {@code nginx: /etc/nginx/ssl/pbx.pem}
   * @param leaf DER of its first certificate; empty where it could not be read
   * @param obstacle why it could not be read; empty where it could
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Installed(String where, byte[] leaf, String obstacle) {}
}
