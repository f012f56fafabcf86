package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.model.Status;
import io.linecheck.notify.ChannelHealth;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.notify.Courier;
import io.linecheck.sql.Database;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes channels as {@code #/components/schemas/ChannelState}. Blocks. */
public final class ChannelView {
  private final Courier courier;
  private final Database database;
  private final ChannelHealth health = new ChannelHealth();

  /** The view of the channels of this courier. */
  public ChannelView(Courier courier, Database database) {
    this.courier = courier;
    this.database = database;
  }

  /** All channels, by name. */
  public ArrayNode json() {
    List<ChannelSettings> channels =
        courier.channels().stream().sorted(Comparator.comparing(ChannelSettings::name)).toList();
    Map<String, ChannelHealth.State> states = database.read(handle -> health.of(handle, channels));
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    channels.forEach(channel -> {
      ChannelHealth.State state = states.get(channel.name());
      if (state != null) {
        list.add(json(channel, state));
      }
    });
    return list;
  }

  private static ObjectNode json(ChannelSettings channel, ChannelHealth.State state) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", channel.name());
    node.put("kind", kind(channel));
    node.put("status", status(state).word());
    node.put("pending", state.pending());
    node.put("failingSince", state.failingSince().map(ContractJson::time).orElse(null));
    node.put("lastDeliveredAt", state.lastDeliveredAt().map(ContractJson::time).orElse(null));
    node.put("lastError", state.disabled().or(state::lastError).orElse(null));
    return node;
  }

  private static Status status(ChannelHealth.State state) {
    if (state.disabled().isPresent()) {
      return Status.CRITICAL;
    }
    if (state.failingSince().isPresent()) {
      return Status.WARNING;
    }
    return state.lastDeliveredAt().isPresent() ? Status.OK : Status.UNKNOWN;
  }

  static String kind(ChannelSettings channel) {
    return switch (channel) {
      case ChannelSettings.Webhook _ -> "webhook";
      case ChannelSettings.Alertmanager _ -> "alertmanager";
      case ChannelSettings.PagerDuty _ -> "pagerduty";
      case ChannelSettings.Slack _ -> "slack";
      case ChannelSettings.Teams _ -> "teams";
      case ChannelSettings.Email _ -> "email";
    };
  }
}
