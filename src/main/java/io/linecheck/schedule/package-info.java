/**
 * When each check runs: starts spread evenly over the interval, one virtual thread a run, a
 * deadline that the loop owns, lag measured. It knows nothing of what a check does. Start at {@link
 * io.linecheck.schedule.ProbeLoop}.
 */
@NullMarked
package io.linecheck.schedule;

import org.jspecify.annotations.NullMarked;
