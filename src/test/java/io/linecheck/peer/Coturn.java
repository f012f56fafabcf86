package io.linecheck.peer;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real coturn on 127.0.0.1: UDP and TCP on one port, with a relay range of its own. Options are
 * those of {@code turnserver}.
 */
public final class Coturn implements AutoCloseable {
  /** The realm of every test server. */
  public static final String REALM = "turn.linecheck.test";

  private static final int RELAYS = 40;

  private final PeerProcess process;
  private final int port;
  private final int tlsPort;

  private Coturn(PeerProcess process, int port, int tlsPort) {
    this.process = process;
    this.port = port;
    this.tlsPort = tlsPort;
  }

  /** Starts one without TLS. */
  public static Coturn start(Path folder, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--no-tls", "--no-dtls"));
    return launch(folder, FreePorts.one(), FreePorts.one(), all);
  }

  /** Starts one with TLS, by a certificate and key in PEM files. */
  public static Coturn startWithTls(
      Path folder, Path certificate, Path privateKey, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--cert=" + certificate);
    all.add("--pkey=" + privateKey);
    return launch(folder, FreePorts.one(), FreePorts.one(), all);
  }

  /** Starts one at 127.0.0.1 and 127.0.0.2, with two ports each, that offers RFC 5780. */
  public static Coturn startWithTwoAddresses(Path folder, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(
        List.of(
            "--no-tls",
            "--no-dtls",
            "--listening-ip=127.0.0.2",
            "--alt-listening-port=" + FreePorts.one()));
    return launch(folder, FreePorts.one(), FreePorts.one(), all);
  }

  private static Coturn launch(Path folder, int port, int tlsPort, List<String> options) {
    int relays = FreePorts.row(RELAYS);
    List<String> command =
        new ArrayList<>(
            List.of(
                "turnserver",
                "-n",
                "--listening-ip=127.0.0.1",
                "--listening-port=" + port,
                "--tls-listening-port=" + tlsPort,
                "--min-port=" + relays,
                "--max-port=" + (relays + RELAYS - 1),
                "--realm=" + REALM,
                "--no-cli",
                "--relay-threads=1",
                "--userdb=" + folder.resolve("turndb-" + port),
                "--pidfile=" + folder.resolve("turn-" + port + ".pid"),
                "--log-file=stdout",
                "--simple-log",
                "-v"));
    if (options.stream().noneMatch(option -> option.startsWith("--relay-ip"))) {
      command.add("--relay-ip=127.0.0.1");
    }
    if (options.stream().noneMatch(option -> option.startsWith("--alt-listening-port"))) {
      command.add("--no-rfc5780");
    }
    command.addAll(options);
    PeerProcess process =
        PeerProcess.start("coturn-" + port, folder, command)
            .awaitPort(port)
            .await("an answer over UDP", () -> answersUdp(port));
    return new Coturn(process, port, tlsPort);
  }

  private static boolean answersUdp(int port) {
    byte[] binding = new byte[20];
    ByteBuffer.wrap(binding).putShort((short) 1).putShort((short) 0).putInt(0x2112a442);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(200);
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.send(new DatagramPacket(binding, binding.length));
      socket.receive(new DatagramPacket(new byte[512], 512));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Where it listens for UDP and TCP. */
  public InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", port);
  }

  /** Where it listens for TLS. */
  public InetSocketAddress tlsAddress() {
    return new InetSocketAddress("127.0.0.1", tlsPort);
  }

  /** Its process. */
  public PeerProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
