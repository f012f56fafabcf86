package io.linecheck.sql;

import java.nio.file.Path;

/** Where state is kept, as the configuration's {@code storage} names it. */
public sealed interface Storage {
  /** An SQLite file beside its write-ahead log. */
  record Sqlite(Path file) implements Storage {}

  /**
   * Reads {@code sqlite:data/linecheck.db}; a relative path is taken from the folder given.
   *
   * @throws StorageException when the text names no storage that can be opened
   */
  static Storage parse(String text, Path folder) {
    if (text.startsWith("sqlite:") && text.length() > "sqlite:".length()) {
      return new Sqlite(folder.resolve(text.substring("sqlite:".length())));
    }
    throw new StorageException(
        "storage: expected sqlite:PATH, such as sqlite:data/linecheck.db, but found '"
            + text
            + "'");
  }
}
