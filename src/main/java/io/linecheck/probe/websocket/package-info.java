/**
 * The way from an HTTP upgrade to SIP over a WebSocket (RFC 6455, RFC 7118), and the narrowing down
 * of what stands in the way. Not the SIP itself, which is in the package beside it. Start at {@link
 * io.linecheck.probe.websocket.WebSocketConversation}.
 */
@NullMarked
package io.linecheck.probe.websocket;

import org.jspecify.annotations.NullMarked;
