/**
 * From findings to incidents: when one has lasted long enough to tell people, and when it is over.
 * Two pure decisions, {@link io.linecheck.incident.WatchDecision} for one finding of one door and
 * {@link io.linecheck.incident.IncidentDecision} for what people are told, and their store. It
 * sends nothing.
 */
@NullMarked
package io.linecheck.incident;

import org.jspecify.annotations.NullMarked;
