package io.linecheck.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A real server run by a test as an ordinary process: its output goes to a file in the test's
 * folder, it is waited for by a condition, and it is stopped, with its children, when the test
 * closes it or the JVM ends.
 */
public final class PeerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(20);

  private final Process process;
  private final Path log;
  private final String name;

  /** Where its output begins: another process may have written to the same file before. */
  private final int begins;

  private PeerProcess(String name, Process process, Path log, int begins) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.begins = begins;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Starts a command in a folder; its output goes to {@code <name>.log} there. */
  public static PeerProcess start(String name, Path folder, List<String> command) {
    Path log = folder.resolve(name + ".log");
    try {
      int begins = Files.exists(log) ? (int) Files.size(log) : 0;
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process.getOutputStream().close();
      return new PeerProcess(name, process, log, begins);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot start " + name + ": is its Debian package installed? " + command, e);
    }
  }

  /** Waits until a TCP port of 127.0.0.1 accepts connections. */
  public PeerProcess awaitPort(int port) {
    return await("port " + port + " to accept", () -> accepts(port));
  }

  /** Waits until its own output holds a text. */
  public PeerProcess awaitOutput(String text) {
    return await("'" + text + "' in its output", () -> output().indexOf(text, begins) >= 0);
  }

  /**
   * Waits for a condition; fails with the output when the process ends before or the time is up.
   */
  public PeerProcess await(String what, BooleanSupplier condition) {
    return await(what, condition, START);
  }

  /** The same for a server that may take longer to start. */
  public PeerProcess await(String what, BooleanSupplier condition, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() && !condition.getAsBoolean()) {
        throw new IllegalStateException(
            name + " ended with " + process.exitValue() + " before " + what + ":\n" + output());
      }
      if (System.nanoTime() > end) {
        close();
        throw new IllegalStateException(name + ": waited in vain for " + what + ":\n" + output());
      }
      pause();
    }
    return this;
  }

  /** Everything it has printed so far. */
  public String output() {
    try {
      return Files.exists(log)
          ? new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1)
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal by name, such as {@code HUP} or {@code STOP}. */
  public void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
          .start()
          .waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(3, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a peer", e);
    }
  }
}
