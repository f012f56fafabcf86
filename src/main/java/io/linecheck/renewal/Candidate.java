package io.linecheck.renewal;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A certificate and what is decided about it.
 *
 * @param certificate that is replaced, where it is known
 * @param left the part of its lifetime that is left
 * @param advised whether the authority advises about it (RFC 9773), so that an order can replace it
 */
record Candidate(
    RenewalTask task,
    RenewalPlan plan,
    Optional<X509Certificate> certificate,
    double left,
    boolean advised) {}
