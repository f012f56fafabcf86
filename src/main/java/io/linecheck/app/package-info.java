/**
 * Wiring by hand and lifecycle: what is made of what, started and stopped in which order. Start at
 * {@link io.linecheck.app.ReadinessCheck}.
 */
@NullMarked
package io.linecheck.app;

import org.jspecify.annotations.NullMarked;
