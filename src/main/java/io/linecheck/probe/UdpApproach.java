package io.linecheck.probe;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Stage;
import io.linecheck.probe.dns.DnsProbe;
import io.linecheck.probe.stun.Answer;
import io.linecheck.probe.stun.StunClient;
import io.linecheck.probe.stun.StunMethod;
import io.linecheck.probe.stun.UdpTransport;
import io.linecheck.probe.wire.AddressWords;
import io.linecheck.probe.wire.OwnNetwork;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Which of several addresses of a STUN or TURN server over UDP is walked: the first that answers a
 * Binding request (RFC 8489 section 3), as browsers ask all of them. Those that do not answer are
 * told while others do. Stateless; runs on the check's virtual thread.
 */
final class UdpApproach {
  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final int MOST_ADDRESSES = 8;

  private UdpApproach() {}

  /** The address to walk; nothing is asked where there is only one. */
  static InetSocketAddress choose(CheckContext context, List<InetAddress> addresses, StageLog log)
      throws InterruptedException {
    int port = context.service().port();
    List<InetSocketAddress> doors =
        addresses.stream()
            .limit(MOST_ADDRESSES)
            .map(address -> new InetSocketAddress(address, port))
            .toList();
    if (doors.size() == 1) {
      return doors.getFirst();
    }
    Deadline deadline = context.deadline().atMost(PATIENCE);
    List<InetSocketAddress> answering = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> asked =
          doors.stream()
              .map(door -> threads.submit(() -> answers(context, door, deadline)))
              .toList();
      for (int i = 0; i < doors.size(); i++) {
        if (asked.get(i).get()) {
          answering.add(doors.get(i));
        }
      }
    } catch (ExecutionException defect) {
      throw new IllegalStateException("asking an address failed", defect.getCause());
    }
    if (answering.isEmpty()) {
      return doors.getFirst();
    }
    InetSocketAddress chosen = answering.getFirst();
    if (DnsProbe.isLocalhost(context.service().host())) {
      return chosen;
    }
    log.amend(
        Stage.DNS,
        doors.stream()
            .filter(door -> !answering.contains(door) && !OwnNetwork.lacks(door.getAddress()))
            .map(dead ->
                Fault.of(
                    FindingCode.DNS_ADDRESS_UNREACHABLE,
                    AddressWords.of(dead)
                        + " does not answer over UDP while "
                        + AddressWords.of(chosen)
                        + " does; DNS gives agents both"))
            .toList());
    return chosen;
  }

  private static boolean answers(CheckContext context, InetSocketAddress door, Deadline deadline)
      throws InterruptedException {
    try (StunClient client =
        new StunClient(UdpTransport.open(door), context.transcript(), Stage.STUN)) {
      return client.exchange(client.request(StunMethod.BINDING), deadline)
          instanceof Answer.Response;
    }
  }
}
