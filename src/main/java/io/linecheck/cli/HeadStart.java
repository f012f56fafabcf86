package io.linecheck.cli;

import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.TrustStore;
import io.linecheck.config.InvalidInputException;
import io.linecheck.probe.trust.RootFiles;
import io.linecheck.probe.wire.TcpDoor;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What every check needs whatever was typed, got ready on a thread of its own while the command
 * line is read: a fifth of a run that lasts a second.
 */
final class HeadStart {
  private final FutureTask<List<Certificate>> machine = new FutureTask<>(RootFiles::machine);

  private HeadStart() {}

  /** Begins, and returns at once. */
  static HeadStart begin() {
    HeadStart start = new HeadStart();
    Thread.ofPlatform()
        .daemon()
        .name("linecheck-head-start")
        .start(() -> {
          TcpDoor.loadTls();
          start.machine.run();
          ProcessEnd.prepare();
        });
    return start;
  }

  /**
   * The roots a verdict may end at.
   *
   * @param added PEM files with further roots
   * @param onlyAdded whether nothing but them counts
   * @throws InvalidInputException naming a file that is not there or holds no certificate
   */
  TrustStore trust(List<Path> added, boolean onlyAdded) throws InterruptedException {
    return onlyAdded ? RootFiles.read(added, List.of()) : RootFiles.read(added, ofMachine());
  }

  private List<Certificate> ofMachine() throws InterruptedException {
    try {
      return machine.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof InvalidInputException input
          ? input
          : new IllegalStateException(failed.getCause());
    }
  }
}
