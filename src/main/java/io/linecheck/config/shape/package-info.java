/**
 * A small language for describing what a YAML file may hold. One description reads the file and
 * reports every problem at once, gives the JSON Schema for editors, and writes the reference with
 * every key. It knows nothing of dialers. Start at {@link io.linecheck.config.shape.Shape} and
 * {@link io.linecheck.config.shape.Keys}.
 */
@NullMarked
package io.linecheck.config.shape;

import org.jspecify.annotations.NullMarked;
