package io.linecheck.live;

/**
 * One server-sent event, already written as JSON once for all viewers.
 *
 * @param id for {@code Last-Event-ID}; the part before the dash changes with each start
 * @param name {@code snapshot}, {@code change} or {@code result}
 * @param data one line of JSON
 */
public record LiveEvent(String id, String name, String data) {}
