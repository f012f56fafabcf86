/**
 * TXT records of DNS-01 challenges: who publishes them, whether every name server shows them, and
 * the journal that sees to their removal. Not the checks of a dialer's names, which are {@code
 * probe.dns}'. Start at {@link io.linecheck.renewal.dns.ChallengeRecords}.
 */
@NullMarked
package io.linecheck.renewal.dns;

import org.jspecify.annotations.NullMarked;
