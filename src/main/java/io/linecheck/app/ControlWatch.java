package io.linecheck.app;

import io.linecheck.config.HostAndPort;
import io.linecheck.incident.NetworkDecision;
import io.linecheck.probe.dns.NamedResolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Asks doors that have nothing to do with any dialer whether anything is reachable from here: the
 * configured ones over TCP, else the name servers for the root of the DNS. Asked only when a check
 * reached nothing, on that check's own virtual thread, and at most every other second. A control
 * that never answered since the start says nothing. Safe for use by any thread.
 */
final class ControlWatch {
  /** How long one control may take. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration KEPT = Duration.ofSeconds(2);

  private final InstantSource clock;
  private final ReentrantLock asking = new ReentrantLock();
  private List<Control> controls = List.of();
  private volatile NetworkDecision.Controls state = NetworkDecision.Controls.NONE;
  private Instant askedAt = Instant.MIN;
  private boolean everAnswered;
  private List<Object> used = List.of();

  ControlWatch(InstantSource clock) {
    this.clock = clock;
  }

  /** One control: whether it gives a sign of life in time. */
  @FunctionalInterface
  interface Control {
    boolean answers() throws InterruptedException;
  }

  /** The configured doors, else the name servers; unchanged ones stay as they are known. */
  void use(List<HostAndPort> doors, List<NamedResolver> resolvers) {
    List<Object> wanted = doors.isEmpty() ? List.copyOf(servers(resolvers)) : List.copyOf(doors);
    asking.lock();
    try {
      if (!wanted.equals(used)) {
        used = wanted;
        replace(
            doors.isEmpty()
                ? servers(resolvers).stream().map(ControlWatch::nameServer).toList()
                : doors.stream().map(ControlWatch::door).toList());
      }
    } finally {
      asking.unlock();
    }
  }

  /** Replaces the controls. What is known of the old ones is forgotten. */
  void replace(List<Control> newest) {
    asking.lock();
    try {
      controls = List.copyOf(newest);
      state = NetworkDecision.Controls.NONE;
      askedAt = Instant.MIN;
      everAnswered = false;
    } finally {
      asking.unlock();
    }
  }

  /** Name servers beyond this machine: one on loopback may answer without any network. */
  private static List<InetSocketAddress> servers(List<NamedResolver> resolvers) {
    return resolvers.stream()
        .flatMap(resolver ->
            resolver
                .server()
                .map(List::of)
                .orElseGet(() -> ResolverConfig.getCurrentConfig().servers())
                .stream())
        .distinct()
        .filter(server -> !server.isUnresolved() && !server.getAddress().isLoopbackAddress())
        .toList();
  }

  /** What is known without asking. */
  NetworkDecision.Controls state() {
    return state;
  }

  /** Asks, unless that was just done. Blocks for two seconds at most. */
  void ask() throws InterruptedException {
    asking.lockInterruptibly();
    try {
      if (controls.isEmpty() || clock.instant().isBefore(askedAt.plus(KEPT))) {
        return;
      }
      boolean answered = any(controls);
      everAnswered |= answered;
      askedAt = clock.instant();
      state =
          answered
              ? NetworkDecision.Controls.REACHABLE
              : everAnswered ? NetworkDecision.Controls.UNREACHABLE : NetworkDecision.Controls.NONE;
    } finally {
      asking.unlock();
    }
  }

  /** All at once; the first that answers decides. */
  private static boolean any(List<Control> all) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(all.size());
    AtomicBoolean answered = new AtomicBoolean();
    List<Thread> threads =
        all.stream()
            .map(control ->
                Thread.ofVirtual().name("control").start(() -> ask(control, answered, ended)))
            .toList();
    boolean _ = ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    threads.forEach(Thread::interrupt);
    return answered.get();
  }

  private static void ask(Control control, AtomicBoolean answered, CountDownLatch ended) {
    try {
      if (control.answers()) {
        answered.set(true);
        while (ended.getCount() > 0) {
          ended.countDown();
        }
      }
    } catch (InterruptedException enough) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  /** A door over TCP. */
  static Control door(HostAndPort door) {
    return () -> connects(door);
  }

  /** A name server over UDP. */
  static Control nameServer(InetSocketAddress server) {
    return () -> resolves(server);
  }

  /** A refusal and a reset are signs of life too. */
  private static boolean connects(HostAndPort door) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(door.host(), door.port()), Math.toIntExact(PATIENCE.toMillis()));
      return true;
    } catch (SocketException answered) {
      String said = String.valueOf(answered.getMessage());
      return said.contains("refused") || said.contains("reset");
    } catch (IOException silent) {
      return false;
    }
  }

  /** A name server that cannot reach the root itself answers SERVFAIL: no sign of life. */
  private static boolean resolves(InetSocketAddress server) throws InterruptedException {
    SimpleResolver client = new SimpleResolver(server);
    client.setTimeout(PATIENCE);
    Message query = Message.newQuery(Record.newRecord(Name.root, Type.NS, DClass.IN));
    try {
      Message answer =
          client
              .sendAsync(query)
              .toCompletableFuture()
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return answer.getRcode() != Rcode.SERVFAIL;
    } catch (ExecutionException | TimeoutException silent) {
      return false;
    }
  }
}
