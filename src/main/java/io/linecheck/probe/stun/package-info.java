/**
 * STUN (RFC 8489): its messages, how they travel over UDP, TCP and TLS, and the Binding probe with
 * what it tells of mapped addresses and NAT behaviour. Not TURN, which builds on this. Start at
 * {@link io.linecheck.probe.stun.StunConversation}.
 */
@NullMarked
package io.linecheck.probe.stun;

import org.jspecify.annotations.NullMarked;
