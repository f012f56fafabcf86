/**
 * OPTIONS and REGISTER with digest (RFC 3261) over a WebSocket (RFC 7118), and the decoder that
 * tells why a registration is refused. Messages are built and parsed with JAIN SIP; its stack is
 * not used. Start at {@link io.linecheck.probe.sip.SipProbe} for what is asked and at {@link
 * io.linecheck.probe.sip.SipDecision} for what is made of it.
 */
@NullMarked
package io.linecheck.probe.sip;

import org.jspecify.annotations.NullMarked;
