package io.linecheck.cli;

/**
 * SIGHUP, which administrators and systemd's {@code ExecReload} send to have a configuration read
 * again. The JDK has no other way to hear of it than {@code sun.misc.Signal}, which its module
 * {@code jdk.unsupported} keeps for that reason.
 */
final class Signals {
  private Signals() {}

  /** Runs this on a virtual thread at each SIGHUP. */
  static void onHangUp(Runnable reload) {
    sun.misc.Signal.handle(new sun.misc.Signal("HUP"), signal -> Thread.startVirtualThread(reload));
  }
}
