package io.linecheck.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.renewal.Renewal;
import io.linecheck.renewal.RenewalPlan;
import io.linecheck.renewal.RenewalStore;
import io.linecheck.renewal.Standing;
import io.linecheck.web.ContractJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How the renewal of one certificate stands, as {@code #/components/schemas/RenewalState}. */
final class RenewalPage {
  private static final int SHOWN_RENEWALS = 10;
  private static final int SHOWN_STEPS = 60;

  private final RenewalStore store;

  RenewalPage(RenewalStore store) {
    this.store = store;
  }

  /** Reads the database: blocks. */
  ObjectNode draw(String dialer, Optional<RenewalPlan> plan, Instant now) {
    List<Renewal> history = store.history(dialer, SHOWN_RENEWALS);
    Optional<Renewal> newest =
        history.stream()
            .filter(renewal -> renewal.purpose() != Renewal.Purpose.REHEARSAL)
            .findFirst();
    Standing standing = store.standing(dialer);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("state", newest.map(renewal -> renewal.state().word()).orElse("idle"));
    node.put("since", ContractJson.time(newest.map(Renewal::changedAt).orElse(now)));
    node.put(
        "nextAttemptAt",
        plan.flatMap(RenewalPlan::nextAttempt).map(ContractJson::time).orElse(null));
    node.put("reason", plan.map(RenewalPlan::reason).orElse(null));
    node.put("lastError", standing.problem().isEmpty() ? null : standing.problem());
    node.put("failures", standing.attempts().failures());
    ArrayNode steps = node.putArray("steps");
    newest.ifPresent(renewal -> steps(renewal, steps));
    ArrayNode all = node.putArray("history");
    history.forEach(renewal -> all.add(record(renewal)));
    return node;
  }

  private void steps(Renewal renewal, ArrayNode steps) {
    List<RenewalStore.RecordedStep> recorded = store.steps(renewal.id());
    recorded.stream()
        .skip(Math.max(0, recorded.size() - SHOWN_STEPS))
        .forEach(step ->
            steps
                .addObject()
                .put("at", ContractJson.time(step.at()))
                .put("state", step.state().word())
                .put("text", step.text()));
  }

  /** Who, when, which serial, where. */
  private static ObjectNode record(Renewal renewal) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", renewal.id());
    node.put("purpose", renewal.purpose().word());
    node.put("state", renewal.state().word());
    node.put("startedAt", ContractJson.time(renewal.startedAt()));
    node.put("changedAt", ContractJson.time(renewal.changedAt()));
    node.put("by", renewal.by());
    node.put("serial", renewal.serial().isEmpty() ? null : renewal.serial());
    ArrayNode doors = node.putArray("doors");
    if (renewal.doors() != null) {
      renewal.doors().forEach(doors::add);
    }
    return node;
  }
}
