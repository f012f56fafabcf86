/**
 * The pages of a dialer as a browser asks for them (RFC 9110, RFC 9112), and the one HTTP exchange
 * that other packages reuse. Start at {@link io.linecheck.probe.http.HttpExchange}.
 */
@NullMarked
package io.linecheck.probe.http;

import org.jspecify.annotations.NullMarked;
