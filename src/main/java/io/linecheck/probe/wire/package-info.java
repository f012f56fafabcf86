/**
 * One TCP connection, opened layer by layer and read with deadlines and size limits; below the
 * protocols, above Vert.x. Start at {@link io.linecheck.probe.wire.Connection}.
 */
@NullMarked
package io.linecheck.probe.wire;

import org.jspecify.annotations.NullMarked;
