package io.linecheck.probe;

import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.Generations;
import io.linecheck.certificate.ServedLeaf;
import io.linecheck.model.Fault;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Stage;
import io.linecheck.probe.Survey.Finding;
import io.linecheck.probe.Survey.Ground;
import io.linecheck.probe.certificate.InstalledFiles;
import io.linecheck.probe.certificate.InstalledFiles.Installed;
import java.util.List;

/** Compares what a door serves with the file it is fed from. Thread-safe. */
final class FileLook {
  private final InstalledFiles files;

  /** A look into these files. */
  FileLook(InstalledFiles files) {
    this.files = files;
  }

  Finding look(Ground ground) throws InterruptedException {
    List<Installed> found = files.of(ground.context().dialer(), ground.service());
    return log -> found.forEach(file -> compare(ground, file, log));
  }

  private static void compare(Ground ground, Installed file, StageLog log) {
    String fact = "certificate.file." + file.where().replaceFirst(": .*", "");
    if (!(Certificate.read(file.leaf()) instanceof Certificate leaf)) {
      log.fact(
          fact, file.where() + ": " + (file.obstacle().isEmpty() ? "unreadable" : file.obstacle()));
      return;
    }
    ServedCertificate onDisk = ServedLeaf.of(leaf, ground.service().name(), file.where(), "file");
    log.fact(fact, file.where() + " holds serial " + onDisk.serial());
    List<Fault> faults =
        log.certificates().stream()
            .filter(served -> served.offer().equals("default"))
            .flatMap(served ->
                Generations.fileNotServed(onDisk, served, ground.context().clock().instant())
                    .stream())
            .limit(1)
            .toList();
    log.amend(Stage.CERTIFICATE, faults);
  }
}
