package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What a wall shows beside the tiles. Every method answers from memory. */
public interface WallSources {
  /** 24 letters, oldest first: how the dialer was during the last hours. */
  String strip(String dialer);

  /** Incidents that ended within the last ten minutes, at most five. */
  ArrayNode resolved(Map<String, String> labels);

  /** The next three things that will break. */
  ArrayNode nextToBreak(Map<String, String> labels);

  /** Self-tests of the last hour. */
  ObjectNode agents(Map<String, String> labels);

  /** Linecheck's look at itself. */
  ObjectNode selfCheck();
}
