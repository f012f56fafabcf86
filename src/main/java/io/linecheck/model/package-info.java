/**
 * The words everything else speaks: dialers, services, stages, findings and the result of a check,
 * as records and enums. No I/O, no clock, no library. Start at {@link
 * io.linecheck.model.CheckResult}.
 */
@NullMarked
package io.linecheck.model;

import org.jspecify.annotations.NullMarked;
