/**
 * From an incident's change to somebody's telephone: the outbox, the courier that empties it, and
 * one class for each format. At least once, in order for each incident, with the same id on every
 * try. It decides nothing about incidents. Start at {@link io.linecheck.notify.Courier}.
 */
@NullMarked
package io.linecheck.notify;

import org.jspecify.annotations.NullMarked;
