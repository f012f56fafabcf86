/**
 * The verbs of {@code bin/linecheck} and what they print. Start at {@link io.linecheck.cli.Main}.
 */
@NullMarked
package io.linecheck.cli;

import org.jspecify.annotations.NullMarked;
