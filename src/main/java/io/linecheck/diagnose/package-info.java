/**
 * From all recent results of one dialer to its readiness and an ordered list of leading findings.
 * Pure: the same results give the same diagnosis. Start at {@link
 * io.linecheck.diagnose.Diagnostician}.
 */
@NullMarked
package io.linecheck.diagnose;

import org.jspecify.annotations.NullMarked;
