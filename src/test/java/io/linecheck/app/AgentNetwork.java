package io.linecheck.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The network between one agent's browser and the dialer. Linecheck's own checks do not go through
 * it: on the way to the browser the port of a filtered door is exchanged for that of the filter,
 * and back again in what the browser reports, so both sides speak of the same doors.
 */
final class AgentNetwork implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private record Door(String kind, int port) {}

  private final Map<Door, Integer> exchanged = new HashMap<>();
  private final List<AutoCloseable> filters = new ArrayList<>();

  /** What is sent to this UDP door vanishes. */
  AgentNetwork dropsUdp(String kind, int port) throws IOException {
    DatagramSocket mute = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    filters.add(mute);
    return leads(kind, port, mute.getLocalPort());
  }

  /** Connections to this TCP door are never answered. */
  AgentNetwork dropsTcp(String kind, int port) throws InterruptedException {
    Gate gate = new Gate().vanish();
    filters.add(gate);
    return leads(kind, port, gate.port());
  }

  /** The way to this door leads somewhere else. */
  AgentNetwork leads(String kind, int port, int elsewhere) {
    exchanged.put(new Door(kind, port), elsewhere);
    return this;
  }

  /** What the browser is told of a run. */
  String inward(String session) throws JsonProcessingException {
    JsonNode body = JSON.readTree(session);
    for (JsonNode door : body.path("doors")) {
      Door real = new Door(door.path("kind").asText(), door.path("port").asInt());
      ((ObjectNode) door).put("port", exchanged.getOrDefault(real, real.port()));
    }
    if (body.path("socket") instanceof ObjectNode socket) {
      int port = socket.path("port").asInt();
      int met = exchanged.getOrDefault(new Door("wss", port), port);
      socket.put("url", socket.path("url").asText().replace(":" + port + "/", ":" + met + "/"));
    }
    return body.toString();
  }

  /** What Linecheck is told by the browser. */
  String outward(String report) throws JsonProcessingException {
    JsonNode body = JSON.readTree(report);
    for (JsonNode door : body.path("doors")) {
      Door met = new Door(door.path("kind").asText(), door.path("port").asInt());
      exchanged.forEach((real, port) -> {
        if (real.kind().equals(met.kind()) && port == met.port()) {
          ((ObjectNode) door).put("port", real.port());
        }
      });
    }
    return body.toString();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable filter : filters) {
      filter.close();
    }
  }
}
