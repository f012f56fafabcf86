/**
 * Whether the handshake of a browser succeeds (RFC 8446). The handshake itself is made in {@code
 * probe.wire}. Start at {@link io.linecheck.probe.tls.TlsProbe}.
 */
@NullMarked
package io.linecheck.probe.tls;

import org.jspecify.annotations.NullMarked;
