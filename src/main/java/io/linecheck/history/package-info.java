/**
 * The past: every result for a week, sums of five minutes and of an hour for more than a year,
 * whole results with their transcripts where they are worth keeping, and each change of readiness.
 * Pages read it; nothing here decides. Start at {@link io.linecheck.history.ResultStore}.
 */
@NullMarked
package io.linecheck.history;

import org.jspecify.annotations.NullMarked;
