package io.linecheck.intake;

import io.linecheck.history.CheckKey;
import io.linecheck.history.ReadinessLog;
import io.linecheck.history.ResultStore;
import io.linecheck.incident.Acknowledgement;
import io.linecheck.incident.Fleet;
import io.linecheck.incident.Ids;
import io.linecheck.incident.Incident;
import io.linecheck.incident.SharedCause;
import io.linecheck.incident.Swallow;
import io.linecheck.live.LiveFeed;
import io.linecheck.live.Tile;
import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Readiness;
import io.linecheck.model.Service;
import io.linecheck.model.Severity;
import io.linecheck.notify.Courier;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;

/**
 * Takes results in. Everything a result changes is one transaction: the result, the dialer's
 * readiness, its incidents and their notices. Safe for use by any thread; the work itself runs on
 * the database's writer, in the order in which results came.
 */
public final class Intake {
  /** The id under which Linecheck watches itself. */
  public static final String SELF = IncidentBook.SELF;

  private final Parts parts;
  private final IncidentBook book;
  private final Memory memory = new Memory();
  private final ReadinessLog readiness = new ReadinessLog();
  private final Freshness freshness = new Freshness(memory);
  private final NetworkWatch network;
  private final SelfWatch self;

  /**
   * What intake is made of.
   *
   * @param database where everything is kept
   * @param results the store of results
   * @param diagnose the verdict on a dialer
   * @param catalogue texts of what concerns Linecheck itself
   * @param writer words the notices
   * @param surroundings maintenance windows and controls
   * @param feed hears of changes after the commit
   * @param courier is woken after the commit; its channels are those of the routes
   * @param clock the time of day
   * @param ids of incidents
   */
  public record Parts(
      Database database,
      ResultStore results,
      Diagnose diagnose,
      Catalogue catalogue,
      NoticeWriter writer,
      Surroundings surroundings,
      LiveFeed feed,
      Courier courier,
      InstantSource clock,
      Ids ids) {}

  /** Intake with no dialers yet: {@link #fleet} comes first. */
  public Intake(Parts parts) {
    this.parts = parts;
    this.book =
        new IncidentBook(
            parts.writer(), parts.courier()::channels, parts.surroundings(), parts.ids());
    this.network = new NetworkWatch(memory, parts.surroundings());
    this.self = new SelfWatch(book, freshness, network, parts.courier(), parts.catalogue());
  }

  /** Reads what was known before this start. Called once, before the first result. */
  public void start() {
    parts.results().latest().forEach(memory::put);
    parts.results().lastServed().forEach(memory::served);
    Instant now = parts.clock().instant();
    parts
        .database()
        .write(handle -> {
          if (readiness.started(handle, now)) {
            freshness.resumed(now);
          }
          readiness
              .newest(handle)
              .forEach((dialer, last) ->
                  memory.judge(
                      dialer,
                      new Memory.Judged(
                          new Diagnosis(
                              dialer, last.readiness(), last.headline(), List.of(), List.of()),
                          last.from())));
          return true;
        });
  }

  /**
   * Replaces the dialers that are watched. Those that stay keep their state; incidents of those
   * that go are closed with that reason.
   */
  public void fleet(Fleet fleet) {
    Set<Map.Entry<String, String>> doors = new HashSet<>();
    fleet
        .members()
        .values()
        .forEach(member ->
            member
                .dialer()
                .services()
                .forEach(service -> doors.add(Map.entry(member.dialer().id(), service.name()))));
    Set<String> gone = new HashSet<>(book.fleet().members().keySet());
    gone.removeAll(fleet.members().keySet());
    Instant now = parts.clock().instant();
    List<Tile> tiles =
        parts
            .database()
            .write(handle -> {
              book.retain(handle, doors, now);
              book.fleet(fleet);
              freshness.fleet(fleet, now);
              memory.retain(doors, fleet.members().keySet());
              return fleet.members().values().stream()
                  .map(member -> judge(handle, member.dialer(), now))
                  .toList();
            });
    tiles.forEach(parts.feed()::publish);
    gone.forEach(parts.feed()::remove);
    parts.courier().wake();
  }

  /** The dialers that are watched. */
  public Fleet fleet() {
    return book.fleet();
  }

  /**
   * Takes a result in and returns at once.
   *
   * @param result of a check
   * @param purpose {@code walk}, {@code survey} or {@code idle}
   * @return completes after the commit
   */
  public CompletableFuture<Void> accept(CheckResult result, String purpose) {
    return parts
        .database()
        .submit(
            handle -> take(handle, result, purpose),
            taken ->
                taken.ifPresent(drawn -> {
                  drawn.calm().ifPresent(writes -> book.settle(result.dialer(), writes));
                  parts.feed().publish(drawn.tile());
                  parts.courier().wake();
                }))
        .thenApply(done -> null);
  }

  /**
   * What became of a result.
   *
   * @param calm where nothing of its dialer is counted or open: how often it was written before
   */
  private record Taken(Tile tile, Optional<Long> calm) {}

  private Optional<Taken> take(Handle handle, CheckResult result, String purpose) {
    Optional<Dialer> dialer = book.fleet().findDialer(result.dialer());
    if (dialer.isEmpty() || !dialer.get().services().contains(result.service())) {
      // A run that began before a reload took its door away or moved it.
      return Optional.empty();
    }
    Instant now = parts.clock().instant();
    parts.results().save(handle, result, purpose);
    memory.put(CheckKey.of(result, purpose), result);
    boolean ours =
        purpose.equals(Memory.WALK)
            ? network.ours(result, interval(result.dialer()), now)
            : network.since().isPresent();
    Diagnosis diagnosis = diagnose(dialer.get(), now);
    if (!ours) {
      book.observe(handle, dialer.get(), result, purpose, diagnosis.findings(), now);
    }
    Tile tile = judge(handle, dialer.get(), diagnosis, now);
    boolean sound =
        diagnosis.findings().stream().allMatch(finding -> finding.severity() == Severity.INFO);
    return Optional.of(
        new Taken(tile, sound ? book.becomesCalm(handle, dialer.get().id()) : Optional.empty()));
  }

  private Duration interval(String dialer) {
    return Optional.ofNullable(book.fleet().members().get(dialer))
        .map(Fleet.Member::interval)
        .orElse(Duration.ofSeconds(30));
  }

  private Diagnosis diagnose(Dialer dialer, Instant now) {
    if (network.since().isPresent() || memory.acquitted(dialer.id())) {
      return unknown(dialer, "nothing was reachable from here");
    }
    List<CheckResult> latest =
        memory.of(dialer.id()).stream().filter(result -> !freshness.outdated(result)).toList();
    if (latest.isEmpty()) {
      return unknown(dialer, "not checked yet");
    }
    if (freshness.stale(dialer, now)) {
      return unknown(dialer, "no results any more");
    }
    Diagnosis diagnosis = parts.diagnose().diagnose(dialer, latest, now);
    long waiting =
        dialer.services().stream()
            .filter(Service::required)
            .filter(service ->
                latest.stream().noneMatch(seen -> seen.service().name().equals(service.name())))
            .count();
    return diagnosis.readiness() == Readiness.READY && waiting > 0
        ? unknown(dialer, "not all of it is checked yet")
        : diagnosis;
  }

  private static Diagnosis unknown(Dialer dialer, String why) {
    return new Diagnosis(dialer.id(), Readiness.UNKNOWN, why, List.of(), List.of());
  }

  private Tile judge(Handle handle, Dialer dialer, Instant now) {
    return judge(handle, dialer, diagnose(dialer, now), now);
  }

  private Tile judge(Handle handle, Dialer dialer, Diagnosis diagnosis, Instant now) {
    Optional<Memory.Judged> before = memory.judged(dialer.id());
    boolean same =
        before.filter(last -> last.diagnosis().readiness() == diagnosis.readiness()).isPresent();
    Instant since = same ? before.get().since() : now;
    if (!same) {
      readiness.changed(
          handle,
          dialer.id(),
          new ReadinessLog.Stretch(
              diagnosis.readiness(),
              now,
              now,
              diagnosis.headline(),
              diagnosis.findings().stream().findFirst().map(finding -> finding.code().word())));
    }
    memory.judge(dialer.id(), new Memory.Judged(diagnosis, since));
    List<Incident> incidents = book.open(handle, dialer.id());
    Optional<Swallow> swallow = book.swallow(handle, dialer.id(), now);
    TileWriter.State state =
        new TileWriter.State(
            since,
            memory.seenAt(dialer.id()),
            freshness.stale(dialer, now),
            suppressed(dialer, incidents),
            freshness.staleAfter(dialer.id()));
    return TileWriter.tile(dialer, diagnosis, state, incidents, swallow, now);
  }

  /** How many dialers stand behind this one while it has an open critical incident. */
  private int suppressed(Dialer dialer, List<Incident> incidents) {
    boolean failing =
        incidents.stream().anyMatch(incident -> incident.severity() == Severity.CRITICAL);
    SharedCause gateway = new SharedCause(SharedCause.Kind.GATEWAY, dialer.id());
    return failing ? book.fleet().users().getOrDefault(gateway, Set.of()).size() : 0;
  }

  /**
   * Alarms that no check shows: those that stand open incidents, and those of the same codes that
   * stood before and no longer do are over.
   *
   * @param codes all that this caller watches
   * @param standing what stands now, by what it is about
   */
  public void concerns(Set<FindingCode> codes, Map<String, Fault> standing) {
    Instant now = parts.clock().instant();
    parts
        .database()
        .write(handle -> {
          self.concerns(handle, codes, standing, now);
          return true;
        });
    parts.courier().wake();
  }

  /** The newest diagnosis of a dialer. */
  public Optional<Diagnosis> findDiagnosis(String dialer) {
    return memory.judged(dialer).map(Memory.Judged::diagnosis);
  }

  /** The newest diagnosis of every dialer. */
  public List<Diagnosis> diagnoses() {
    return memory.diagnoses();
  }

  /** The newest result of every ordinary check, without transcripts. */
  public Collection<CheckResult> walks() {
    return memory.walks();
  }

  /** The newest walks of a dialer, without transcripts. */
  public List<CheckResult> walks(String dialer) {
    return memory.walks(dialer);
  }

  /** The newest rarer looks at all dialers, without transcripts. */
  public Collection<CheckResult> surveys() {
    return memory.surveys();
  }

  /** The newest surveys of a dialer and looks at quiet connections, without transcripts. */
  public List<CheckResult> surveys(String dialer) {
    return memory.surveys(dialer);
  }

  /** The newest results of a dialer, without transcripts. */
  public List<CheckResult> latest(String dialer) {
    return memory.of(dialer);
  }

  /** The newest results of a dialer that showed certificates, however old. */
  public List<CheckResult> serving(String dialer) {
    return memory.serving(dialer);
  }

  /** The newest ordinary checks of all dialers that showed certificates, however old. */
  public List<CheckResult> serving() {
    return memory.serving();
  }

  /** Since when nothing at all is reachable from here. */
  public Optional<Instant> networkDownSince() {
    return network.since();
  }

  /** Someone takes an incident; gives it as it is now, or nothing when there is none of this id. */
  public Optional<Incident> acknowledge(String id, Acknowledgement by) {
    Instant now = parts.clock().instant();
    Optional<Incident> taken =
        parts.database().write(handle -> book.acknowledge(handle, id, by, now));
    taken.ifPresent(incident -> redraw(incident.dialers()));
    return taken;
  }

  /** Nobody has an incident any more; gives it as it is now, or nothing when there is none. */
  public Optional<Incident> takeBack(String id, String by) {
    Instant now = parts.clock().instant();
    Optional<Incident> open = parts.database().write(handle -> book.takeBack(handle, id, by, now));
    open.ifPresent(incident -> redraw(incident.dialers()));
    return open;
  }

  /**
   * Draws tiles anew, after something beside a result changed them: a maintenance was announced or
   * ended, an incident taken.
   */
  public void redraw(List<String> dialers) {
    Instant now = parts.clock().instant();
    List<Tile> tiles =
        parts
            .database()
            .write(handle -> {
              book.forgetAnnounced();
              return dialers.stream()
                  .map(book.fleet()::findDialer)
                  .flatMap(Optional::stream)
                  .map(dialer -> judge(handle, dialer, now))
                  .toList();
            });
    tiles.forEach(parts.feed()::publish);
  }

  /**
   * Lets time pass: tells what was held back, escalates, reminds, finds checks that have gone
   * silent. Called every few seconds.
   */
  public void tick() {
    Instant now = parts.clock().instant();
    parts
        .database()
        .write(handle -> {
          book.tick(handle, now);
          self.tick(handle, now);
          readiness.alive(handle, now);
          return true;
        });
    parts.courier().wake();
    redraw(
        book.fleet().members().values().stream()
            .map(Fleet.Member::dialer)
            .filter(dialer -> freshness.stale(dialer, now) || shown(dialer.id()))
            .map(Dialer::id)
            .toList());
  }

  private boolean shown(String dialer) {
    return parts.feed().findTile(dialer).filter(Tile::shown).isPresent();
  }

  /**
   * Something about a dialer that no check shows is wrong, or is over. Called inside a transaction
   * of the caller's, on the database's writer.
   *
   * @param origin who says so; only the same one can say that it is over
   * @param finding what is wrong; it replaces whatever the origin said before; empty: nothing is
   */
  public void condition(
      Handle handle, String dialer, String origin, Optional<Finding> finding, Instant now) {
    book.condition(handle, dialer, origin, finding, now);
  }
}
