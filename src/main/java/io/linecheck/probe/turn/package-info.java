/**
 * TURN (RFC 8656) over UDP, TCP and TLS: allocation, permission, data through the relay and back,
 * and the decoder that tells the causes of a 401 apart. The messages are those of {@code
 * probe.stun}. Start at {@link io.linecheck.probe.turn.TurnConversation}.
 */
@NullMarked
package io.linecheck.probe.turn;

import org.jspecify.annotations.NullMarked;
