/**
 * The synthetic call: over a registered WebSocket an INVITE to the echo extension with the offer a
 * browser makes, then ICE, DTLS-SRTP, and RTP there and back (RFC 8829, RFC 8445, RFC 5764, RFC
 * 3550). Start at {@link io.linecheck.probe.call.EchoCall}.
 */
@NullMarked
package io.linecheck.probe.call;

import org.jspecify.annotations.NullMarked;
