/**
 * The verdict of a browser on the chain that a handshake brought, as a stage of the walk. The rules
 * themselves are in {@code io.linecheck.certificate}. Start at {@link
 * io.linecheck.probe.certificate.CertificateStage}.
 */
@NullMarked
package io.linecheck.probe.certificate;

import org.jspecify.annotations.NullMarked;
