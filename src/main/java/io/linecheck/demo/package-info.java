/**
 * Practice dialers inside the process, one healthy and several broken in different true ways, so
 * that a newcomer sees what Linecheck does with no network and no configuration; the launcher's
 * training run uses them too. They speak real TLS, HTTP, WebSocket, SIP and STUN on loopback. Start
 * at {@link io.linecheck.demo.PracticeFloor}.
 */
@NullMarked
package io.linecheck.demo;

import org.jspecify.annotations.NullMarked;
