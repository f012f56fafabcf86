/**
 * Reads the roots and revocation lists that verdicts are made with from the files of this machine.
 * It judges nothing. Start at {@link io.linecheck.probe.trust.RootFiles}.
 */
@NullMarked
package io.linecheck.probe.trust;

import org.jspecify.annotations.NullMarked;
