package io.linecheck.probe;

import io.linecheck.probe.wire.Connection;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * How far a walk has come when a conversation takes over: the address, the open connection where
 * the service has one, and a way to open another like it.
 *
 * @param context the run
 * @param address the address that is walked
 * @param connection open through TCP and, where the service has it, TLS; empty for UDP services
 * @param opener opens a further connection through the same layers to the same address; only for
 *     telling causes apart once something failed
 * @param log where stages and facts go
 */
public record Path(
    CheckContext context,
    InetSocketAddress address,
    Optional<Connection> connection,
    Opener opener,
    StageLog log) {

  /** Opens further connections to where the walk already is. */
  @FunctionalInterface
  public interface Opener {
    /** A new connection through TCP and, where the service has it, TLS; empty where that failed. */
    Optional<Connection> open() throws InterruptedException;
  }
}
