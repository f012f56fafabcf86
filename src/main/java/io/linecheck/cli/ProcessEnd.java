package io.linecheck.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Ends a process that has written all it had to say, by the system's own {@code _exit} (POSIX).
 * {@link System#exit} waits three tenths of a second while any daemon thread is inside a system
 * call, and those that poll the sockets of virtual threads never leave theirs: a third of a check.
 */
final class ProcessEnd {
  private static final FutureTask<Optional<MethodHandle>> EXIT = new FutureTask<>(ProcessEnd::find);

  private ProcessEnd() {}

  /** Looks the system's function up, once; takes some tens of milliseconds of one processor. */
  static void prepare() {
    EXIT.run();
  }

  /**
   * Ends the process without shutdown hooks. Where nothing was prepared, or the system has no such
   * function, the JVM ends it.
   *
   * @param code the exit code, 0 to 255
   */
  static void atOnce(int code) {
    if (EXIT.isDone()) {
      try {
        Optional<MethodHandle> exit = EXIT.get();
        if (exit.isPresent()) {
          exit.get().invokeExact(code);
        }
      } catch (ExecutionException | InterruptedException notFound) {
        // The JVM ends it, a little later.
      } catch (Throwable impossible) {
        throw new AssertionError("_exit cannot throw", impossible);
      }
    }
    System.exit(code);
  }

  @SuppressWarnings("restricted") // the launcher grants native access; _exit takes an int
  private static Optional<MethodHandle> find() {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("_exit")
        .map(address ->
            linker.downcallHandle(address, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
  }
}
