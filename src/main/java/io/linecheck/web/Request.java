package io.linecheck.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One request of the API, as its handler sees it: on a virtual thread, with the caller known and
 * the body read.
 *
 * @param context the exchange
 * @param caller who asks
 * @param body the JSON body; a missing node where there is none
 */
record Request(RoutingContext context, Caller caller, JsonNode body) {

  /** A part of the path. */
  String path(String name) {
    return String.valueOf(context.pathParam(name));
  }

  /** A query parameter. */
  Optional<String> query(String name) {
    return Optional.ofNullable(context.request().getParam(name)).filter(text -> !text.isEmpty());
  }

  /** A whole number of the query within bounds. */
  int number(String name, int least, int most, int otherwise) {
    return query(name)
        .map(text -> {
          if (!text.matches("[0-9]{1,9}")
              || Integer.parseInt(text) < least
              || Integer.parseInt(text) > most) {
            throw Problem.badRequest(
                name
                    + " must be a whole number from "
                    + least
                    + " to "
                    + most
                    + ", not '"
                    + text
                    + "'");
          }
          return Integer.parseInt(text);
        })
        .orElse(otherwise);
  }

  /** An RFC 3339 time of the query. */
  Optional<Instant> time(String name) {
    return query(name).map(text -> instant(name, text));
  }

  /** An RFC 3339 time. */
  static Instant instant(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw Problem.badRequest(
          name + " must be a time such as 2026-11-21T02:41:19Z, not '" + text + "'");
    }
  }

  /** The labels of {@code ?label=site:manila}, given any number of times. */
  Map<String, String> labels() {
    Map<String, String> labels = new HashMap<>();
    List<String> given = context.queryParam("label");
    if (given.size() > 8) {
      throw Problem.badRequest("at most 8 labels");
    }
    for (String label : given) {
      int colon = label.indexOf(':');
      if (colon < 1 || colon == label.length() - 1) {
        throw Problem.badRequest(
            "label must be name:value, such as site:manila, not '" + label + "'");
      }
      labels.put(label.substring(0, colon), label.substring(colon + 1));
    }
    return labels;
  }

  /** Only dialers that have all labels of the query. */
  Predicate<WatchedDialer> only() {
    Map<String, String> wanted = labels();
    return watched -> watched.dialer().labels().entrySet().containsAll(wanted.entrySet());
  }

  /** A text member of the body, trimmed and not longer than a bound. */
  Optional<String> text(String name, int longest) {
    JsonNode node = body.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isTextual() || node.asText().length() > longest) {
      throw Problem.badRequest(name + " must be a text of at most " + longest + " characters");
    }
    return Optional.of(node.asText().strip()).filter(text -> !text.isEmpty());
  }

  /** A text member that must be there. */
  String requireText(String name, int longest) {
    return text(name, longest).orElseThrow(() -> Problem.badRequest(name + " is missing"));
  }

  /** A number of seconds of the body within bounds. */
  double requireSeconds(String name, double least, double most) {
    JsonNode node = body.path(name);
    if (!node.isNumber() || node.asDouble() < least || node.asDouble() > most) {
      throw Problem.badRequest(
          name + " must be a number of seconds from " + (long) least + " to " + (long) most);
    }
    return node.asDouble();
  }
}
