package io.linecheck.intake;

import io.linecheck.incident.Acknowledgement;
import io.linecheck.incident.Fleet;
import io.linecheck.incident.Ids;
import io.linecheck.incident.Incident;
import io.linecheck.incident.IncidentDecision;
import io.linecheck.incident.IncidentRules;
import io.linecheck.incident.IncidentStore;
import io.linecheck.incident.PlannedMaintenance;
import io.linecheck.incident.SharedCause;
import io.linecheck.incident.SharedCauseDecision;
import io.linecheck.incident.Swallow;
import io.linecheck.incident.Watch;
import io.linecheck.incident.WatchDecision;
import io.linecheck.incident.WatchKey;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.notify.Outbox;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Carries decisions about incidents out: reads watches and incidents, asks the pure decisions, and
 * stores what they say together with the notices. Runs inside the writer's transactions only.
 */
final class IncidentBook {
  /** Under this name Linecheck watches itself. */
  static final String SELF = "linecheck";

  /** Purposes of checks that run so rarely that nobody waits for their second success. */
  private static final Set<String> RARE = Set.of("survey", "idle");

  private final IncidentStore store = new IncidentStore();
  private final PlannedMaintenance.Store planned = new PlannedMaintenance.Store();
  private final Outbox outbox = new Outbox();
  private final NoticeWriter writer;
  private final Supplier<List<ChannelSettings>> channels;
  private final Surroundings surroundings;
  private final Ids ids;
  private final Calm calm = new Calm();
  private Optional<List<PlannedMaintenance>> announced = Optional.empty();
  private volatile Fleet fleet = Fleet.of(List.of());

  IncidentBook(
      NoticeWriter writer,
      Supplier<List<ChannelSettings>> channels,
      Surroundings surroundings,
      Ids ids) {
    this.writer = writer;
    this.channels = channels;
    this.surroundings = surroundings;
    this.ids = ids;
  }

  Fleet fleet() {
    return fleet;
  }

  void fleet(Fleet newest) {
    fleet = newest;
    calm.retain(newest.members().keySet());
  }

  /**
   * Takes a result into account.
   *
   * @param findings leading ones of the dialer, of which those of the result's door count here
   */
  void observe(
      Handle handle,
      Dialer dialer,
      CheckResult result,
      String purpose,
      List<Finding> findings,
      Instant now) {
    String service = result.service().name();
    IncidentRules rules = fleet.rules(dialer.id());
    Set<WatchKey> seen = new HashSet<>();
    List<Watch> watches =
        calm.isCalm(dialer.id()) ? List.of() : store.watches(handle, dialer.id(), service);
    for (Finding finding : findings) {
      if (finding.severity() == Severity.INFO || !finding.service().equals(service)) {
        continue;
      }
      WatchKey key = new WatchKey(dialer.id(), service, finding.code());
      boolean own = has(result, finding) || known(watches, key, purpose);
      if (!seen.add(key) || !(own || purpose.equals("walk"))) {
        continue;
      }
      Watch before = find(watches, key).orElse(Watch.fresh(key, finding, purpose, now));
      Optional<SharedCause> cause =
          SharedCauseDecision.of(dialer, result.service(), finding, result.facts(), fleet);
      apply(
          handle,
          before,
          WatchDecision.failed(
              before, finding, origin(result, finding, before, purpose), rules, now),
          cause,
          now);
    }
    for (Watch watch : watches) {
      if (!seen.contains(watch.key()) && over(watch, result, purpose)) {
        IncidentRules closing = RARE.contains(watch.origin()) ? rules.closingAtOnce() : rules;
        apply(handle, watch, WatchDecision.passed(watch, closing, now), Optional.empty(), now);
      }
    }
  }

  private static boolean known(List<Watch> watches, WatchKey key, String purpose) {
    return find(watches, key).filter(watch -> watch.origin().equals(purpose)).isPresent();
  }

  private static Optional<Watch> find(List<Watch> watches, WatchKey key) {
    return watches.stream().filter(watch -> watch.key().equals(key)).findFirst();
  }

  private static boolean has(CheckResult result, Finding finding) {
    return result.findings().stream().anyMatch(seen -> seen.code() == finding.code());
  }

  /** Whichever kind of check shows it by itself; a joint finding belongs to the ordinary walk. */
  private static String origin(CheckResult result, Finding finding, Watch before, String purpose) {
    return has(result, finding) || before.results() == 0 ? purpose : before.origin();
  }

  /** Only a check of the same kind that got as far as the stage can say that a fault is gone. */
  private static boolean over(Watch watch, CheckResult result, String purpose) {
    boolean stillThere =
        result.findings().stream().anyMatch(seen -> seen.code() == watch.key().code());
    if (stillThere || result.status() == Status.UNKNOWN) {
      return false;
    }
    return watch.origin().equals(SELF) || (watch.origin().equals(purpose) && walked(watch, result));
  }

  private static boolean walked(Watch watch, CheckResult result) {
    for (StageResult stage : result.stages()) {
      if (stage.stage() == watch.finding().stage()) {
        return switch (stage.status()) {
          case OK, WARNING, CRITICAL -> true;
          case UNKNOWN, SKIPPED -> false;
        };
      }
    }
    return result.status() == Status.OK;
  }

  /** What an origin other than checks says of a dialer; what it said before is over. */
  void condition(
      Handle handle, String dialer, String origin, Optional<Finding> finding, Instant now) {
    Optional<WatchKey> key =
        finding.map(found -> new WatchKey(dialer, found.service(), found.code()));
    for (Watch watch : store.watches(handle)) {
      boolean same = key.filter(watch.key()::equals).isPresent();
      if (watch.key().dialer().equals(dialer) && watch.origin().equals(origin) && !same) {
        close(handle, watch, Optional.empty(), now);
        forget(handle, watch.key());
      }
    }
    if (key.isPresent()) {
      Finding found = finding.get();
      List<Watch> watches = store.watches(handle, dialer, found.service());
      Watch before = find(watches, key.get()).orElse(Watch.fresh(key.get(), found, origin, now));
      WatchDecision.Step step =
          WatchDecision.failed(before, found, origin, fleet.rules(dialer), now);
      boolean open = before.incident().isPresent();
      apply(
          handle,
          before,
          open ? step : new WatchDecision.Step(step.watch(), WatchDecision.Outcome.OPENS),
          Optional.empty(),
          now);
    }
  }

  /** Something about Linecheck itself, or a check that has gone silent: no m of n, it is so. */
  void state(
      Handle handle,
      WatchKey key,
      Optional<Finding> finding,
      Optional<SharedCause> cause,
      Instant now) {
    Optional<Watch> before = find(store.watches(handle, key.dialer(), key.service()), key);
    boolean open = before.flatMap(Watch::incident).isPresent();
    IncidentRules once = fleet.rules(key.dialer());
    if (finding.isPresent() && !open) {
      Watch fresh = Watch.fresh(key, finding.get(), SELF, now);
      WatchDecision.Step step = WatchDecision.failed(fresh, finding.get(), SELF, once, now);
      apply(
          handle,
          fresh,
          new WatchDecision.Step(step.watch(), WatchDecision.Outcome.OPENS),
          cause,
          now);
    } else if (finding.isEmpty() && before.isPresent()) {
      close(handle, before.get(), Optional.empty(), now);
      forget(handle, key);
    }
  }

  /** Alarms of these codes that are about nothing of this list are over. */
  void concerns(Handle handle, Set<FindingCode> codes, Set<String> standing, Instant now) {
    for (Watch watch : store.watches(handle)) {
      WatchKey key = watch.key();
      if (key.dialer().equals(SELF)
          && codes.contains(key.code())
          && !standing.contains(key.service())) {
        state(handle, key, Optional.empty(), Optional.empty(), now);
      }
    }
  }

  private void apply(
      Handle handle,
      Watch before,
      WatchDecision.Step step,
      Optional<SharedCause> cause,
      Instant now) {
    Watch after = step.watch();
    switch (step.outcome()) {
      case OPENS -> after = open(handle, after, cause, now);
      case CLOSES -> {
        close(handle, after, Optional.empty(), now);
        after = after.closed();
      }
      case NOTHING, BEGINS_TO_FLAP, WORSENS -> refresh(handle, before, step, now);
    }
    if (after.forgotten(fleet.rules(after.key().dialer()))) {
      forget(handle, after.key());
    } else {
      calm.written(after.key().dialer());
      store.save(handle, after);
    }
  }

  private void forget(Handle handle, WatchKey key) {
    calm.written(key.dialer());
    store.forget(handle, key);
  }

  private Watch open(Handle handle, Watch watch, Optional<SharedCause> cause, Instant now) {
    for (Incident incident : store.open(handle)) {
      if (IncidentDecision.joins(incident, cause, now)
          || IncidentDecision.extendsOver(incident, watch, cause)) {
        write(handle, IncidentDecision.join(incident, watch));
        return watch.in(incident.id());
      }
    }
    String id = ids.next("inc", now);
    Optional<Swallow> swallow = swallow(handle, watch.key().dialer(), now);
    IncidentRules rules = fleet.rules(watch.key().dialer());
    write(handle, IncidentDecision.begin(id, watch, cause, swallow, rules, now));
    return watch.in(id);
  }

  private void close(Handle handle, Watch watch, Optional<String> reason, Instant now) {
    watch
        .incident()
        .flatMap(id -> store.find(handle, id))
        .ifPresent(
            incident -> write(handle, IncidentDecision.close(incident, watch.key(), reason, now)));
  }

  private void refresh(Handle handle, Watch before, WatchDecision.Step step, Instant now) {
    boolean same = before.finding().equals(step.watch().finding());
    if (step.watch().incident().isEmpty()
        || (same && step.outcome() == WatchDecision.Outcome.NOTHING)) {
      return;
    }
    step.watch()
        .incident()
        .flatMap(id -> store.find(handle, id))
        .ifPresent(incident ->
            write(handle, IncidentDecision.refresh(incident, step.watch(), step.outcome(), now)));
  }

  private void write(Handle handle, IncidentDecision.Step step) {
    step.incident().dialers().forEach(calm::written);
    store.save(handle, step.incident());
    step.events()
        .forEach(event -> {
          store.record(handle, event);
          writer
              .notice(event, fleet)
              .ifPresent(notice -> outbox.put(handle, notice, channels.get()));
        });
  }

  /** Time has passed for every open incident. */
  void tick(Handle handle, Instant now) {
    for (Incident incident : store.open(handle)) {
      IncidentRules rules = fleet.rules(incident.members().getFirst().key().dialer());
      IncidentDecision.Step step =
          IncidentDecision.tick(incident, swallowAll(handle, incident, now), rules, now);
      if (!step.events().isEmpty() || !step.incident().equals(incident)) {
        write(handle, step);
      }
    }
  }

  /** Notices are kept back only while every dialer of an incident is kept back. */
  private Optional<Swallow> swallowAll(Handle handle, Incident incident, Instant now) {
    Optional<Swallow> first = Optional.empty();
    for (String dialer : incident.dialers()) {
      Optional<Swallow> swallow = swallow(handle, dialer, now);
      if (swallow.isEmpty()) {
        return swallow;
      }
      first = first.or(() -> swallow);
    }
    return first;
  }

  /** Why nobody may be told of a dialer now. */
  Optional<Swallow> swallow(Handle handle, String id, Instant now) {
    Optional<Dialer> dialer = fleet.findDialer(id);
    if (dialer.isEmpty()) {
      return Optional.empty();
    }
    Optional<Swallow> maintenance = maintenance(handle, dialer.get(), now).map(window -> window);
    return maintenance.or(() -> dialer.get().parent().flatMap(parent -> behind(handle, parent)));
  }

  private static Optional<Swallow> none() {
    return Optional.empty();
  }

  private Optional<Swallow> behind(Handle handle, String parent) {
    boolean failing =
        open(handle, parent).stream()
            .anyMatch(incident ->
                incident.severity() == Severity.CRITICAL
                    && incident.members().stream()
                        .anyMatch(member -> member.open() && member.key().dialer().equals(parent)));
    return failing ? Optional.of(new Swallow.ByParent(parent)) : none();
  }

  /** The window a dialer is in, configured or announced by hand. */
  Optional<Swallow.ByMaintenance> maintenance(Handle handle, Dialer dialer, Instant now) {
    return surroundings
        .maintenance(dialer, now)
        .or(() ->
            announced(handle, now).stream()
                .filter(window -> window.covers(dialer.id(), dialer.labels(), now))
                .findFirst()
                .map(window -> new Swallow.ByMaintenance(window.reason(), window.endsAt())));
  }

  private List<PlannedMaintenance> announced(Handle handle, Instant now) {
    List<PlannedMaintenance> known = announced.orElseGet(() -> planned.current(handle, now));
    announced = Optional.of(known);
    return known;
  }

  /** What was announced by hand may have changed: it is looked up anew. */
  void forgetAnnounced() {
    announced = Optional.empty();
  }

  /** Closes what belongs to doors that are no longer configured. */
  void retain(Handle handle, Set<Map.Entry<String, String>> doors, Instant now) {
    for (Watch watch : store.watches(handle)) {
      WatchKey key = watch.key();
      if (!key.dialer().equals(SELF) && !doors.contains(Map.entry(key.dialer(), key.service()))) {
        close(handle, watch, Optional.of("removed from the configuration"), now);
        forget(handle, key);
      }
    }
  }

  /** Nobody has an incident any more; empty when there is none of this id. */
  Optional<Incident> takeBack(Handle handle, String id, String by, Instant now) {
    Optional<Incident> found = store.find(handle, id);
    if (found.isEmpty() || !found.get().open()) {
      return found;
    }
    IncidentDecision.Step step = IncidentDecision.takeBack(found.get(), by, now);
    write(handle, step);
    return Optional.of(step.incident());
  }

  /** Someone takes an open incident; empty when there is none of this id. */
  Optional<Incident> acknowledge(Handle handle, String id, Acknowledgement by, Instant now) {
    Optional<Incident> found = store.find(handle, id);
    if (found.isEmpty() || !found.get().open()) {
      return found;
    }
    IncidentDecision.Step step = IncidentDecision.acknowledge(found.get(), by, now);
    write(handle, step);
    return Optional.of(step.incident());
  }

  /** Open incidents of a dialer, oldest first. */
  List<Incident> open(Handle handle, String dialer) {
    return calm.isCalm(dialer) ? List.of() : store.openOf(handle, dialer);
  }

  /**
   * Whether nothing of a dialer is counted or open, where that is news: how often it was written so
   * far, for {@link #settle} after the commit.
   */
  Optional<Long> becomesCalm(Handle handle, String dialer) {
    return !calm.isCalm(dialer) && store.isEmpty(handle, dialer)
        ? Optional.of(calm.writes(dialer))
        : Optional.empty();
  }

  /** What {@link #becomesCalm} found is committed. Of the writer's thread. */
  void settle(String dialer, long writes) {
    calm.settle(dialer, writes);
  }
}
