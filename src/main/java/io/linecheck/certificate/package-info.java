/**
 * The verdict of a browser on a served chain, and the comparison of what several doors serve. Pure:
 * bytes and an instant go in, a {@link io.linecheck.certificate.Verdict} comes out; no network, no
 * files, no clock. It is not a TLS client and it fetches nothing: neither missing issuers nor
 * revocation lists. Start at {@link io.linecheck.certificate.BrowserVerdict}.
 */
@NullMarked
package io.linecheck.certificate;

import org.jspecify.annotations.NullMarked;
