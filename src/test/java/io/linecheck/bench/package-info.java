/** Benchmarks, run by hand: each has a main method that prints its numbers. */
package io.linecheck.bench;
