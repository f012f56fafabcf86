/**
 * Renewal of certificates, from the decision that one is due to the proof that every door serves
 * the new one. Not the judging of certificates that others renew, which is {@code certificate}'s.
 * Start at {@link io.linecheck.renewal.RenewalRun}; the times are {@link
 * io.linecheck.renewal.RenewalDecision}'s.
 */
@NullMarked
package io.linecheck.renewal;

import org.jspecify.annotations.NullMarked;
