/**
 * Whether a door is open (RFC 9293). The connection itself is made in {@code probe.wire}. Start at
 * {@link io.linecheck.probe.tcp.TcpDecision}.
 */
@NullMarked
package io.linecheck.probe.tcp;

import org.jspecify.annotations.NullMarked;
