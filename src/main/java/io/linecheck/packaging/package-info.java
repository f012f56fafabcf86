/**
 * A step of the build, not of the running program: makes the libraries fit for the launcher's
 * ahead-of-time cache. Start at {@link io.linecheck.packaging.PreparedJars}.
 */
@NullMarked
package io.linecheck.packaging;

import org.jspecify.annotations.NullMarked;
