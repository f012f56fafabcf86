package io.linecheck.renewal.dns;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The TXT records of one dialer's challenges: noted in the journal before they are created, awaited
 * at every name server, and removed whatever happens. Runs on the renewal's virtual thread.
 */
public final class ChallengeRecords {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final String dialer;
  private final String provider;
  private final TxtPublisher publisher;
  private final AuthoritativeServers servers;
  private final TxtJournal journal;
  private final InstantSource clock;

  /** The records of a dialer, published by the provider of this name. */
  public ChallengeRecords(
      String dialer,
      String provider,
      TxtPublisher publisher,
      AuthoritativeServers servers,
      TxtJournal journal,
      InstantSource clock) {
    this.dialer = dialer;
    this.provider = provider;
    this.publisher = publisher;
    this.servers = servers;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Creates the record of a challenge where its name leads to.
   *
   * @return the record as it was created
   * @throws DnsProviderException when the provider refuses
   */
  public TxtRecord create(String challengeName, String value) throws InterruptedException {
    TxtRecord txt = new TxtRecord(servers.follow(challengeName), value);
    journal.opening(dialer, provider, txt, clock.instant());
    publisher.add(txt);
    return txt;
  }

  /** Hears what happens to the records. */
  public interface Ear {
    /** Something has been done or learned. */
    void heard(String text);

    /**
     * Name servers are waited for.
     *
     * @param missing what they say
     * @param waited so far
     * @param most how long they are waited for
     */
    void waiting(String missing, Duration waited, Duration most);
  }

  /** What the wait for the name servers came to. */
  public sealed interface Visibility {
    /**
     * Every one shows every record.
     *
     * @param servers how many there are
     * @param waited until then
     * @param foreign values beside ours that are not ours to remove
     */
    record Everywhere(int servers, Duration waited, int foreign) implements Visibility {}

    /** Some do not, in spite of all waiting; what each of them says. */
    record Missing(List<String> views) implements Visibility {}
  }

  /**
   * Waits until all name servers show all records.
   *
   * @param ear hears what is still missing, each time it is asked
   */
  public Visibility await(List<TxtRecord> records, Duration most, Ear ear)
      throws InterruptedException {
    Instant begin = clock.instant();
    Instant end = begin.plus(most);
    Duration pause = FIRST_PAUSE;
    while (true) {
      List<String> missing = new ArrayList<>();
      Set<TxtRecord> foreign = new HashSet<>();
      int asked = 0;
      for (TxtRecord txt : records) {
        List<AuthoritativeServers.View> views = servers.views(txt);
        asked = Math.max(asked, views.size());
        if (views.isEmpty()) {
          missing.add("no name server of " + txt.name() + " could be found");
        }
        views.stream()
            .filter(view -> !view.seen())
            .forEach(view -> missing.add(view.server() + ": " + view.answer()));
        views.forEach(
            view -> view.values().forEach(value -> foreign.add(new TxtRecord(txt.name(), value))));
      }
      if (missing.isEmpty()) {
        records.forEach(foreign::remove);
        Duration waited = Duration.between(begin, clock.instant());
        return new Visibility.Everywhere(asked, waited, foreign.size());
      }
      if (!clock.instant().plus(pause).isBefore(end)) {
        return new Visibility.Missing(missing);
      }
      ear.waiting(String.join("; ", missing), Duration.between(begin, clock.instant()), most);
      Thread.sleep(pause);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
  }

  /** What each name server says of the records now, and how long resolvers may not believe it. */
  public String answers(List<TxtRecord> records) {
    List<String> said = new ArrayList<>();
    for (TxtRecord txt : records) {
      servers
          .views(txt)
          .forEach(view ->
              said.add(
                  view.server() + ": " + (view.seen() ? "our value is there" : view.answer())));
    }
    String all = said.isEmpty() ? "no name server could be asked" : String.join("; ", said);
    return records.stream()
        .flatMap(txt -> servers.negativeTtlSeconds(txt.name()).stream())
        .max(Long::compareTo)
        .map(
            seconds -> all + "; resolvers may keep an older \"no such name\" for " + seconds + " s")
        .orElse(all);
  }

  /**
   * Removes every record of this dialer that the journal knows of, those of a crash too.
   *
   * @return those that could not be removed, with the reason
   */
  public Map<TxtRecord, String> removeAll() throws InterruptedException {
    Map<TxtRecord, String> left = new LinkedHashMap<>();
    for (TxtJournal.Entry entry : journal.open(dialer)) {
      if (!entry.provider().equals(provider)) {
        continue;
      }
      try {
        publisher.remove(entry.txt());
        journal.closed(entry.id(), clock.instant());
      } catch (DnsProviderException refused) {
        String reason = String.valueOf(refused.getMessage());
        journal.failed(entry.id(), reason);
        left.put(entry.txt(), reason);
      }
    }
    return left;
  }

  /** The name servers asked. */
  public AuthoritativeServers servers() {
    return servers;
  }
}
