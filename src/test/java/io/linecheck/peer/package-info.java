/**
 * What the tests talk to: real servers from Debian packages run as ordinary processes on free
 * loopback ports, and faulty fakes on top. Start at {@link io.linecheck.peer.PeerProcess}.
 */
package io.linecheck.peer;
