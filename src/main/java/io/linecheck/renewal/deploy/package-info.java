/**
 * Installs a certificate on the machines of a dialer, all or none: preflight, files beside the old
 * ones, renames, reloads, handshakes from outside, and the way back. Start at {@link
 * io.linecheck.renewal.deploy.Deployment}.
 */
@NullMarked
package io.linecheck.renewal.deploy;

import org.jspecify.annotations.NullMarked;
