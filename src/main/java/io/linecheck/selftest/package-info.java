/**
 * The agent's side: signed links to the self-test page, TURN credentials of one run, reports of
 * browsers, and the verdict that joins them with what the server saw in the same minutes. It opens
 * no connection to a dialer. Start at {@link io.linecheck.selftest.SelfTests}.
 */
@NullMarked
package io.linecheck.selftest;

import org.jspecify.annotations.NullMarked;
