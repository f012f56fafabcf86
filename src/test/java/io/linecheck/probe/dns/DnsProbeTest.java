package io.linecheck.probe.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.linecheck.model.Dialer;
import io.linecheck.model.Platform;
import io.linecheck.model.TurnAccess;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.dns.DnsAnswer.Outcome;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Name servers that answer oddly. */
class DnsProbeTest {
  private static final String HOST = "dialer.example.com";
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @Test
  void addressesOfOtherNamesAreNoAnswer() throws Exception {
    DnsAnswer answer = ask(query -> holding(query, address("evil.example.com")));
    assertEquals(Outcome.NO_DATA, answer.outcome());
    assertEquals(List.of(), answer.addresses());
  }

  @Test
  void theAddressAtTheEndOfAliasesIsTheAnswer() throws Exception {
    DnsAnswer answer =
        ask(query ->
            holding(
                query,
                new CNAMERecord(name(HOST), DClass.IN, 60, name("Edge.example.net")),
                address("edge.example.net")));
    assertEquals(List.of("192.0.2.1"), answer.addresses());
    assertEquals(List.of(HOST, "edge.example.net"), answer.aliases());
  }

  @Test
  void aServerThatKnowsNoEdnsIsAskedWithout() throws Exception {
    DnsAnswer answer =
        ask(query -> {
          if (query.getOPT() == null) {
            return holding(query, address(HOST));
          }
          Message refusal = holding(query);
          refusal.getHeader().setRcode(Rcode.FORMERR);
          return refusal;
        });
    assertEquals(List.of("192.0.2.1"), answer.addresses(), answer.toString());
  }

  private static Name name(String text) {
    return Name.fromConstantString(text + ".");
  }

  private static Record address(String of) {
    return new ARecord(name(of), DClass.IN, 60, InetAddress.ofLiteral("192.0.2.1"));
  }

  /** These records where an A record was asked for, none else. */
  private static Message holding(Message query, Record... records) {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    if (query.getQuestion().getType() == Type.A) {
      for (Record each : records) {
        answer.addRecord(each, Section.ANSWER);
      }
    }
    return answer;
  }

  private static DnsAnswer ask(UnaryOperator<Message> server) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, LOOPBACK)) {
      Thread.ofVirtual().start(() -> serve(socket, server));
      NamedResolver resolver =
          new NamedResolver(
              "default", Optional.of(new InetSocketAddress(LOOPBACK, socket.getLocalPort())));
      return new DnsProbe(List.of(resolver))
          .observe(dialer(), HOST, Deadline.in(Duration.ofSeconds(10)))
          .answers()
          .getFirst();
    }
  }

  private static void serve(DatagramSocket socket, UnaryOperator<Message> server) {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    while (!socket.isClosed()) {
      try {
        packet.setLength(4096);
        socket.receive(packet);
        byte[] asked = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
        byte[] said = server.apply(new Message(asked)).toWire();
        socket.send(new DatagramPacket(said, said.length, packet.getSocketAddress()));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static Dialer dialer() {
    return new Dialer(
        "one",
        HOST,
        "vicidial",
        Platform.VICIDIAL,
        0,
        Map.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        new TurnAccess.None());
  }
}
