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

    /**
     * The same at another address, where a server sends its clients on to one; empty where that
     * failed or is not known how.
     */
    default Optional<Connection> openAt(InetSocketAddress address) throws InterruptedException {
      return Optional.empty();
    }

    /** Opens at the walked address, or at any other, in the same way. */
    static Opener at(InetSocketAddress walked, Way way) {
      return new Opener() {
        @Override
        public Optional<Connection> open() throws InterruptedException {
          return way.open(walked);
        }

        @Override
        public Optional<Connection> openAt(InetSocketAddress address) throws InterruptedException {
          return way.open(address);
        }
      };
    }
  }

  /** Opens a connection to an address. */
  @FunctionalInterface
  public interface Way {
    /** Empty where it failed. */
    Optional<Connection> open(InetSocketAddress address) throws InterruptedException;
  }
}
