package io.linecheck.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The database: one writer that commits in groups, a few readers. Safe for use by any thread; every
 * statement runs on a platform thread of its own while the caller, usually a virtual thread, waits.
 *
 * <p>SQLite keeps a write-ahead log and syncs it at each commit ({@code synchronous=FULL}): neither
 * a killed process nor a power cut takes back what was committed. The price is one sync for a whole
 * group of results, not for each.
 */
public final class Database implements AutoCloseable {
  private static final int READERS = 4;
  private static final Duration CLOSING = Duration.ofSeconds(4);

  /** The disk syncs at most some twenty times a second. */
  private static final Duration GAP = Duration.ofMillis(40);

  private final HikariDataSource readSource;
  private final Jdbi readJdbi;
  private final ExecutorService readers;
  private final Writer writer;

  private Database(DataSource writeSource, HikariDataSource readSource, Duration gap)
      throws SQLException {
    this.readSource = readSource;
    this.readJdbi = Jdbi.create(readSource);
    this.readers =
        Executors.newFixedThreadPool(
            READERS, Thread.ofPlatform().daemon().name("linecheck-read-", 0).factory());
    this.writer = new Writer(Jdbi.create(writeSource), gap);
  }

  /**
   * Opens the storage, makes it where it is missing, and migrates it to the present schema.
   *
   * @throws StorageException when the file cannot be opened, is damaged, or comes from a newer
   *     version
   */
  public static Database open(Storage storage) {
    return open(storage, GAP);
  }

  /**
   * The same for a program with nothing else to write, whose writes wait for no others.
   *
   * @throws StorageException as {@link #open}
   */
  public static Database openAlone(Storage storage) {
    return open(storage, Duration.ZERO);
  }

  private static Database open(Storage storage, Duration gap) {
    return switch (storage) {
      case Storage.Sqlite sqlite -> openSqlite(sqlite.file(), gap);
    };
  }

  private static Database openSqlite(Path file, Duration gap) {
    try {
      createPrivately(file);
      DataSource source = sqlite(file);
      migrate(source, Map.of("clustered", "WITHOUT ROWID", "blob", "BLOB", "identity", "INTEGER"));
      return new Database(source, readers(source), gap);
    } catch (IOException | SQLException | FlywayException cause) {
      throw new StorageException(
          "storage: cannot open "
              + file
              + ": "
              + cause.getMessage()
              + ". Check that the folder"
              + " exists, is writable and that no newer Linecheck has used the file",
          cause);
    }
  }

  /** Creates the file readable by its owner only, because it holds hashes of tokens. */
  private static void createPrivately(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
  }

  private static DataSource sqlite(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(10_000);
    config.enforceForeignKeys(true);
    config.setCacheSize(-16_384);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  private static void migrate(DataSource source, Map<String, String> dialect) {
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/migration")
        .placeholders(dialect)
        .load()
        .migrate();
  }

  private static HikariDataSource readers(DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("linecheck-read");
    config.setDataSource(source);
    config.setMaximumPoolSize(READERS);
    config.setMinimumIdle(1);
    config.setConnectionInitSql("PRAGMA query_only = ON");
    return new HikariDataSource(config);
  }

  /**
   * Hands work to the writer and returns at once. The future completes after the commit that made
   * the work durable, or exceptionally when it was undone.
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(Work<T> work) {
    return writer.submit(work, result -> {});
  }

  /**
   * As {@link #submit(Work)}, and hears of the commit on the writer's thread, in the order of
   * commits: {@code committed} must be quick and must not wait for the database.
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(
      Work<T> work, Committed<T> committed) {
    return writer.submit(work, committed);
  }

  /** Writes and waits for the commit. Never called from a {@link Work}. */
  public <T extends @Nullable Object> T write(Work<T> work) {
    return await(submit(work));
  }

  /** Reads committed state and waits for the answer. */
  public <T extends @Nullable Object> T read(Work<T> work) {
    CompletableFuture<T> answer =
        CompletableFuture.supplyAsync(() -> readJdbi.withHandle(work::run), readers);
    return await(answer);
  }

  /** How many works wait for the writer: the measure of whether it keeps up. */
  public int backlog() {
    return writer.backlog();
  }

  private static <T extends @Nullable Object> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new StorageException("the database refused: " + cause.getMessage(), cause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while waiting for the database", interrupted);
    }
  }

  /** Commits what was handed in, then closes. */
  @Override
  public void close() {
    writer.close(CLOSING);
    readers.shutdown();
    readSource.close();
  }
}
