/**
 * The contract of a probe and what runs it: the deadline, the transcript, the walk through the
 * layers of one service over one connection. The layers themselves are in the packages below. Start
 * at {@link io.linecheck.probe.Conversation}.
 */
@NullMarked
package io.linecheck.probe;

import org.jspecify.annotations.NullMarked;
