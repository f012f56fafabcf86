package io.linecheck.renewal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.linecheck.sql.Database;
import io.linecheck.sql.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What a renewal by hand has to tell. The verb knows no channels and no incidents, so it leaves its
 * news in the database, in the transaction of the change; the server on the same database tells
 * them, in one transaction with their removal. Of each dialer the newest is kept.
 */
public final class RenewalNews implements RenewalListener {
  /** News of trouble older than this are told by what is there now. */
  private static final Duration STALE = Duration.ofDays(1);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  @Override
  public void happened(Handle handle, RenewalEvent event) {
    handle
        .createUpdate(
            "INSERT INTO renewal_news (dialer, at, body) VALUES (:dialer, :at, :body)"
                + " ON CONFLICT (dialer) DO UPDATE SET at = :at, body = :body")
        .bind("dialer", event.dialer())
        .bind("at", event.at().toEpochMilli())
        .bind("body", write(event))
        .execute();
  }

  /**
   * Tells all news through a listener.
   *
   * @return the dialers concerned
   */
  public static List<String> tell(Database database, RenewalListener listener, Instant now) {
    if (database.read(RenewalNews::bodies).isEmpty()) {
      return List.of();
    }
    return database.write(handle -> {
      List<RenewalEvent> events = bodies(handle).stream().map(RenewalNews::read).toList();
      handle.execute("DELETE FROM renewal_news");
      events.stream()
          .filter(event ->
              event.type() == RenewalEvent.Type.SUCCEEDED || event.at().isAfter(now.minus(STALE)))
          .forEach(event -> listener.happened(handle, event));
      return events.stream().map(RenewalEvent::dialer).toList();
    });
  }

  private static List<String> bodies(Handle handle) {
    return handle
        .createQuery("SELECT body FROM renewal_news ORDER BY at")
        .mapTo(String.class)
        .list();
  }

  private static String write(RenewalEvent event) {
    try {
      return JSON.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new StorageException("the news of a renewal cannot be written", e);
    }
  }

  private static RenewalEvent read(String body) {
    try {
      return JSON.readValue(body, RenewalEvent.class);
    } catch (JsonProcessingException e) {
      throw new StorageException("the news of a renewal cannot be read", e);
    }
  }
}
