package io.linecheck.renewal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes twenty handshakes a second with a port and keeps what it served. */
final class Prober implements AutoCloseable {
  private final List<String> served = new CopyOnWriteArrayList<>();
  private final Thread thread;

  Prober(int port) {
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                while (true) {
                  served.add(RenewalWorld.served(port));
                  Thread.sleep(50);
                }
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** What was served that is neither the old nor the new leaf; a failed handshake counts too. */
  List<String> unexpected(String old, String fresh) {
    if (served.isEmpty()) {
      return List.of("nothing was probed");
    }
    return served.stream().filter(leaf -> !leaf.equals(old) && !leaf.equals(fresh)).toList();
  }

  /** How many handshakes failed. */
  long failed() {
    return served.stream().filter(String::isEmpty).count();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
