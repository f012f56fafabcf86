package io.linecheck.incident;

import io.linecheck.model.FindingCode;

/**
 * What is watched: one fault of one door of one dialer.
 *
 * @param dialer the dialer's id; {@code linecheck} for what concerns Linecheck itself
 * @param service the door's name, or the channel's
 * @param code the fault
 */
public record WatchKey(String dialer, String service, FindingCode code) {}
