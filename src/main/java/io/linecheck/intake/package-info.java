/**
 * The one transaction of a result: the result itself, what it means for the dialer, what becomes of
 * incidents, and the notices that follow are committed together or not at all; afterwards the pages
 * and the courier hear of it. Start at {@link io.linecheck.intake.Intake}.
 */
@NullMarked
package io.linecheck.intake;

import org.jspecify.annotations.NullMarked;
