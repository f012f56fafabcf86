/**
 * Whether the name leads to the dialer: what each resolver answers, and what that means. It looks
 * up; it does not connect. Start at {@link io.linecheck.probe.dns.DnsProbe}.
 */
@NullMarked
package io.linecheck.probe.dns;

import org.jspecify.annotations.NullMarked;
