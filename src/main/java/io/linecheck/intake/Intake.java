package io.linecheck.intake;

import io.linecheck.history.CheckKey;
import io.linecheck.history.ReadinessLog;
import io.linecheck.history.ResultStore;
import io.linecheck.incident.Acknowledgement;
import io.linecheck.incident.Fleet;
import io.linecheck.incident.Ids;
import io.linecheck.incident.Incident;
import io.linecheck.incident.NetworkDecision;
import io.linecheck.incident.SharedCause;
import io.linecheck.incident.Swallow;
import io.linecheck.incident.WatchKey;
import io.linecheck.live.LiveFeed;
import io.linecheck.live.Tile;
import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import io.linecheck.model.Readiness;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.notify.Courier;
import io.linecheck.notify.Outbox;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
  private final Parts parts;
  private final IncidentBook book;
  private final Memory memory = new Memory();
  private final ReadinessLog readiness = new ReadinessLog();
  private final Outbox outbox = new Outbox();
  private volatile Optional<Instant> networkDown = Optional.empty();

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
  }

  /** Reads what was known before this start. Called once, before the first result. */
  public void start() {
    parts.results().latest().forEach(memory::put);
    Instant now = parts.clock().instant();
    parts
        .database()
        .write(handle -> {
          readiness.started(handle, now);
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
   * @param purpose {@code walk} or {@code survey}
   * @return completes after the commit
   */
  public CompletableFuture<Void> accept(CheckResult result, String purpose) {
    return parts
        .database()
        .submit(
            handle -> take(handle, result, purpose),
            tile ->
                tile.ifPresent(drawn -> {
                  parts.feed().publish(drawn);
                  parts.courier().wake();
                }))
        .thenApply(done -> null);
  }

  private Optional<Tile> take(Handle handle, CheckResult result, String purpose) {
    Optional<Dialer> dialer = book.fleet().findDialer(result.dialer());
    if (dialer.isEmpty()) {
      return Optional.empty();
    }
    Instant now = parts.clock().instant();
    parts.results().save(handle, result, purpose);
    memory.put(CheckKey.of(result, purpose), result);
    boolean ours = networkDown(result, now);
    Diagnosis diagnosis = diagnose(dialer.get(), now);
    if (!ours) {
      book.observe(handle, dialer.get(), result, purpose, diagnosis.findings(), now);
    }
    return Optional.of(judge(handle, dialer.get(), now));
  }

  private Diagnosis diagnose(Dialer dialer, Instant now) {
    if (networkDown.isPresent()) {
      return new Diagnosis(
          dialer.id(), Readiness.UNKNOWN, "nothing is reachable from here", List.of(), List.of());
    }
    List<CheckResult> latest = memory.of(dialer.id());
    return latest.isEmpty()
        ? new Diagnosis(dialer.id(), Readiness.UNKNOWN, "not checked yet", List.of(), List.of())
        : parts.diagnose().diagnose(dialer, latest, now);
  }

  /** Whether a failure is ours: nothing at all has been reached for two rounds of checks. */
  private boolean networkDown(CheckResult result, Instant now) {
    if (NetworkDecision.reached(result)) {
      networkDown = Optional.empty();
      return false;
    }
    Duration round =
        Optional.ofNullable(book.fleet().members().get(result.dialer()))
            .map(Fleet.Member::interval)
            .orElse(Duration.ofSeconds(30));
    NetworkDecision.Controls controls = parts.surroundings().controls();
    if (NetworkDecision.down(memory.all(), now.minus(round.multipliedBy(2)), controls)) {
      networkDown = networkDown.or(() -> Optional.of(now));
    } else {
      networkDown = Optional.empty();
    }
    return networkDown.isPresent();
  }

  private Tile judge(Handle handle, Dialer dialer, Instant now) {
    Diagnosis diagnosis = diagnose(dialer, now);
    Optional<Memory.Judged> before = memory.judged(dialer.id());
    boolean same =
        before.filter(last -> last.diagnosis().readiness() == diagnosis.readiness()).isPresent();
    Instant since = same ? before.get().since() : now;
    if (!same) {
      readiness.changed(handle, dialer.id(), diagnosis.readiness(), diagnosis.headline(), now);
    }
    memory.judge(dialer.id(), new Memory.Judged(diagnosis, since));
    List<Incident> incidents = book.open(handle, dialer.id());
    Optional<Swallow> swallow = book.swallow(handle, dialer.id(), now);
    TileWriter.State state =
        new TileWriter.State(
            since,
            memory.seenAt(dialer.id()),
            stale(dialer, now),
            suppressed(dialer, incidents),
            staleAfter(dialer));
    return TileWriter.tile(dialer, diagnosis, state, incidents, swallow, now);
  }

  /** How many dialers stand behind this one while it has an open critical incident. */
  private int suppressed(Dialer dialer, List<Incident> incidents) {
    boolean failing =
        incidents.stream().anyMatch(incident -> incident.severity() == Severity.CRITICAL);
    SharedCause gateway = new SharedCause(SharedCause.Kind.GATEWAY, dialer.id());
    return failing ? book.fleet().users().getOrDefault(gateway, Set.of()).size() : 0;
  }

  private Duration staleAfter(Dialer dialer) {
    return Optional.ofNullable(book.fleet().members().get(dialer.id()))
        .map(member -> member.interval().multipliedBy(member.rules().staleIntervals()))
        .orElse(Duration.ofSeconds(90));
  }

  private boolean stale(Dialer dialer, Instant now) {
    return memory.of(dialer.id()).stream()
            .filter(result -> now.isAfter(staleAt(dialer, result)))
            .count()
        == Math.max(1, memory.of(dialer.id()).size());
  }

  private Instant staleAt(Dialer dialer, CheckResult result) {
    return result.startedAt().plus(staleAfter(dialer));
  }

  /** The newest diagnosis of a dialer. */
  public Optional<Diagnosis> findDiagnosis(String dialer) {
    return memory.judged(dialer).map(Memory.Judged::diagnosis);
  }

  /** The newest results of a dialer, without transcripts. */
  public List<CheckResult> latest(String dialer) {
    return memory.of(dialer);
  }

  /** Since when nothing at all is reachable from here. */
  public Optional<Instant> networkDownSince() {
    return networkDown;
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
  public Optional<Incident> takeBack(String id) {
    Optional<Incident> open = parts.database().write(handle -> book.takeBack(handle, id));
    open.ifPresent(incident -> redraw(incident.dialers()));
    return open;
  }

  /** Draws tiles anew, after something beside a result changed them. */
  public void redraw(List<String> dialers) {
    Instant now = parts.clock().instant();
    List<Tile> tiles =
        parts
            .database()
            .write(handle ->
                dialers.stream()
                    .map(book.fleet()::findDialer)
                    .flatMap(Optional::stream)
                    .map(dialer -> judge(handle, dialer, now))
                    .toList());
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
          watchSelf(handle, now);
          book.fleet().members().values().forEach(member -> watchSilence(handle, member, now));
          readiness.alive(handle, now);
          return true;
        });
    parts.courier().wake();
    redraw(
        book.fleet().members().values().stream()
            .map(Fleet.Member::dialer)
            .filter(dialer -> stale(dialer, now) || shown(dialer.id()))
            .map(Dialer::id)
            .toList());
  }

  private boolean shown(String dialer) {
    return parts.feed().findTile(dialer).filter(Tile::shown).isPresent();
  }

  private void watchSelf(Handle handle, Instant now) {
    Map<String, String> failing = outbox.failing(handle, now);
    parts
        .courier()
        .channels()
        .forEach(channel -> {
          Optional<Finding> finding =
              Optional.ofNullable(failing.get(channel.name()))
                  .map(error ->
                      self(
                          FindingCode.MONITOR_NOTIFICATION_FAILING,
                          channel.name(),
                          "the newest error: " + error));
          book.state(
              handle,
              new WatchKey(
                  IncidentBook.SELF, channel.name(), FindingCode.MONITOR_NOTIFICATION_FAILING),
              finding,
              now);
        });
    book.state(
        handle,
        new WatchKey(IncidentBook.SELF, "local", FindingCode.MONITOR_NETWORK_DOWN),
        networkDown.map(since ->
            self(
                FindingCode.MONITOR_NETWORK_DOWN,
                "local",
                "nothing answers since " + since + ", controls included")),
        now);
  }

  private void watchSilence(Handle handle, Fleet.Member member, Instant now) {
    Dialer dialer = member.dialer();
    for (CheckResult result : memory.of(dialer.id())) {
      if (now.isAfter(staleAt(dialer, result))) {
        Fault fault =
            Fault.of(
                FindingCode.MONITOR_RESULT_STALE,
                "the last result is of "
                    + result.startedAt()
                    + "; one is due every "
                    + member.interval().toSeconds()
                    + " s");
        book.state(
            handle,
            new WatchKey(dialer.id(), result.service().name(), fault.code()),
            Optional.of(
                parts.catalogue().finding(fault, result.service(), Stage.TCP, dialer.platform())),
            now);
      }
    }
  }

  private Finding self(FindingCode code, String name, String evidence) {
    Service itself = new Service(name, ServiceKind.TLS, "linecheck", 443, List.of(), false);
    return parts.catalogue().finding(Fault.of(code, evidence), itself, Stage.TCP, Platform.GENERIC);
  }
}
