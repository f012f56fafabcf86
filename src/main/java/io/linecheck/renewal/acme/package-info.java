/**
 * The authority's side of a renewal: account, order, challenges, certificate, by acme4j (RFC 8555,
 * RFC 9773). Installs nothing. Start at {@link io.linecheck.renewal.acme.Authority}.
 */
@NullMarked
package io.linecheck.renewal.acme;

import org.jspecify.annotations.NullMarked;
