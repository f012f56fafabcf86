package io.linecheck.renewal.deploy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A machine as far as an installation needs it. Every call blocks, ends within its own limit and
 * throws {@link IOException} with a sentence for people.
 */
public interface Machine extends AutoCloseable {
  /**
   * A file as it is.
   *
   * @param bytes its content
   * @param uid of its owner
   * @param gid of its group
   * @param mode permission bits
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record FileState(byte[] bytes, int uid, int gid, int mode) {
    /** The same with other permission bits. */
    FileState withMode(int other) {
      return new FileState(bytes, uid, gid, other);
    }
  }

  /**
   * What a command came to.
   *
   * @param exit its status; -1 where it did not end in time
   * @param output the beginning of what it printed
   */
  record Ran(int exit, String output) {
    /** Whether it succeeded. */
    public boolean ok() {
      return exit == 0;
    }
  }

  /** The file at a path, symbolic links followed; empty where there is none. */
  Optional<FileState> read(String path) throws IOException;

  /**
   * Writes a file that is there, or not, durably; nobody but its owner may read it while it is
   * being written.
   *
   * @param owner {@code USER:GROUP} to use instead of the state's
   */
  void write(String path, FileState state, Optional<String> owner) throws IOException;

  /** Puts a file in the place of another, atomically. */
  void rename(String from, String to) throws IOException;

  /** Removes a file; one that is not there is removed. */
  void remove(String path) throws IOException;

  /** Where a path leads when symbolic links are followed; the path itself where it is no link. */
  String follow(String path) throws IOException;

  /**
   * How many bytes may still be written to the file system of a folder.
   *
   * @return empty where that cannot be told
   */
  OptionalLong free(String folder) throws IOException, InterruptedException;

  /** Runs a line of the shell. */
  Ran run(String command, Duration timeout) throws IOException, InterruptedException;

  /** What it is called in reports. */
  String name();

  @Override
  void close();
}
