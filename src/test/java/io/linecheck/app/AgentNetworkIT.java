package io.linecheck.app;

import static io.linecheck.app.AgentWorld.picture;
import static io.linecheck.app.AgentWorld.word;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.linecheck.peer.Chromium;
import io.linecheck.peer.Coturn;
import io.linecheck.peer.TcpRelay;
import io.linecheck.peer.UdpRelay;
import io.linecheck.peer.UdpRelay.Impairment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents behind networks that filter, in a real Chromium, against Kamailio, coturn, rtpengine and
 * SIPp. Linecheck's own checks reach every door in the same minutes; only the browsers do not.
 */
class AgentNetworkIT {
  private static final String MICROPHONE = "microphone";
  private static final String LOCAL = "local-network-access";

  @TempDir private Path folder;

  private final Map<Wanted, Page> pages = new LinkedHashMap<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private AgentWorld world;
  private int plain;
  private int secure;

  /** Of a TURN server that gives addresses and forbids every peer. */
  private int shut;

  /** What must be said of one agent, in this order of findings. */
  private record Wanted(String agent, String word, List<String> findings) {
    Wanted(String agent, String word, String... findings) {
      this(agent, word, List.of(findings));
    }
  }

  @BeforeEach
  void open() throws Exception {
    Coturn other = Coturn.start(folder, "--use-auth-secret", "--static-auth-secret=north");
    opened.add(other);
    shut = other.address().getPort();
    world = new AgentWorld(folder, "127.0.0.1", known -> dialers(known, shut));
    opened.add(world);
    plain = world.turn.address().getPort();
    secure = world.turn.tlsAddress().getPort();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private static String dialers(AgentWorld world, int shut) {
    int turn = world.turn.address().getPort();
    int wss = world.platform.port();
    String tcp = "    turn-tcp: { host: 127.0.0.1, port: %d }\n".formatted(turn);
    String tls = "    turn-tls: { host: 127.0.0.1, port: %d }\n";
    String all = tcp + tls.formatted(world.turn.tlsAddress().getPort());
    String local = "127.0.0.1";
    String quiet =
        AgentWorld.dialer("desk-1", "kamailio", local, wss, turn, turn)
            + all
            + AgentWorld.dialer("web-1", "kamailio", local, wss, turn, turn)
            + tcp
            + tls.formatted(443)
            + AgentWorld.dialer("secret-1", "kamailio", local, wss, turn, turn)
                .replace("env: TURN", "env: OTHER")
            + AgentWorld.dialer("shut-1", "kamailio", local, wss, shut, shut)
            + AgentWorld.dialer("udp-1", "kamailio", local, wss, turn, turn);
    // Ten seconds of an echo call are spent only where sound is what is asked.
    return quiet.replace(", echo: \"9196\"", "")
        + AgentWorld.dialer("echo-1", "kamailio", local, wss, turn, turn)
        + all
        + AgentWorld.dialer("vici-1", "vicidial", local, wss, turn, turn)
        + all;
  }

  /** Lets an agent press the button. */
  private Page start(
      Chromium chromium, AgentNetwork network, String dialer, Wanted wanted, String... permissions)
      throws IOException, InterruptedException {
    opened.add(network);
    Page page = world.started(chromium, network, dialer, wanted.agent(), permissions);
    pages.put(wanted, page);
    return page;
  }

  private AgentNetwork withoutUdp() throws IOException {
    return new AgentNetwork()
        .dropsUdp("stun", plain)
        .dropsUdp("stun", secure)
        .dropsUdp("turn-udp", plain);
  }

  private void judge() throws IOException, InterruptedException {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<Wanted, Page> one : pages.entrySet()) {
      Page page = one.getValue();
      long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
      Optional<String> missing = missing(one.getKey(), word(page), page);
      while (missing.isPresent() && System.nanoTime() < until) {
        page.waitForTimeout(100);
        missing = missing(one.getKey(), word(page), page);
      }
      picture(page, "network-" + one.getKey().agent());
      missing.ifPresent(wrong::add);
    }
    assertTrue(wrong.isEmpty(), () -> String.join("\n\n", wrong) + "\n" + world.platform.log());
  }

  /** What the page and the report do not say, of all that they should; empty once they do. */
  private Optional<String> missing(Wanted wanted, String word, Page page)
      throws IOException, InterruptedException {
    JsonNode report = world.report(wanted.agent());
    String findings = report.path("findings").toString();
    String instructions = String.join("\n", page.locator(".todo").allInnerTexts());
    String code = page.locator(".code strong").innerText();
    boolean said =
        wanted.findings().stream()
            .allMatch(finding ->
                findings.contains('"' + finding + '"')
                    && instructions.contains(world.title(finding)));
    return said && word.equals(wanted.word()) && code.equals(report.path("shortCode").asText())
        ? Optional.empty()
        : Optional.of(
            String.join(
                "\n",
                wanted.toString(),
                word + " " + code + " " + findings,
                instructions,
                page.locator(".support").textContent(),
                report.toString()));
  }

  @Test
  void aNetworkThatFiltersIsNamedAndToldWhatToDo() throws Exception {
    String warned = "READY WITH WARNINGS";
    UdpRelay bad =
        new UdpRelay(
            InetAddress.ofLiteral("127.0.0.1"), 0, new InetSocketAddress("127.0.0.1", plain));
    opened.add(bad);
    Impairment lossy = new Impairment(0.1, Duration.ofMillis(30), Duration.ofMillis(10));
    bad.impair(lossy, lossy);
    try (Chromium chromium = Chromium.withMicrophone();
        Chromium tcpOnly = Chromium.withMicrophoneWithoutUdp()) {
      String[] all = {MICROPHONE, LOCAL};
      start(
          chromium, withoutUdp(), "desk-1", new Wanted("no-udp", warned, "agent-udp-blocked"), all);
      start(
          chromium,
          new AgentNetwork().dropsUdp("stun", plain).dropsUdp("turn-udp", plain),
          "desk-1",
          new Wanted("no-3478", warned, "agent-turn-port-blocked"),
          all);
      start(
          chromium,
          withoutUdp().dropsTcp("turn-tcp", plain).leads("turn-tls", 443, secure),
          "web-1",
          new Wanted("only-443", warned, "agent-only-443"),
          all);
      start(
          chromium,
          withoutUdp()
              .dropsTcp("turn-tcp", plain)
              .dropsTcp("turn-tls", secure)
              .dropsTcp("wss", world.platform.port()),
          "desk-1",
          new Wanted("nothing", "NOT READY", "agent-wss-blocked", "agent-fully-filtered"),
          all);
      start(
          chromium,
          new AgentNetwork().dropsTcp("wss", world.platform.port()),
          "desk-1",
          new Wanted("no-wss", "NOT READY", "agent-wss-blocked"),
          all);
      start(
          chromium,
          new AgentNetwork().leads("turn-udp", plain, bad.port()),
          "desk-1",
          new Wanted("lossy", "NOT READY", "agent-network-quality-low"),
          all);
      start(
          chromium,
          new AgentNetwork(),
          "desk-1",
          new Wanted("local", "NOT READY", "agent-local-network-permission"),
          MICROPHONE);
      start(
          chromium,
          new AgentNetwork(),
          "secret-1",
          new Wanted("secret", "NOT READY", "turn-credentials-rejected"),
          all);
      start(
          chromium,
          new AgentNetwork(),
          "shut-1",
          new Wanted("shut-relay", "NOT READY", "turn-peer-forbidden"),
          all);
      start(
          chromium,
          new AgentNetwork().leads("turn-udp", plain, shut),
          "udp-1",
          new Wanted("deaf-relay", warned, "turn-relay-silent"),
          all);
      soundThatGoesNoWayOrOne(tcpOnly);
      judge();
    }
  }

  /** Without UDP: a phone that cannot use the relay, and a relay that falls silent in the call. */
  private void soundThatGoesNoWayOrOne(Chromium tcpOnly) throws Exception {
    TcpRelay tcp = new TcpRelay(world.turn.address());
    TcpRelay tls = new TcpRelay(world.turn.tlsAddress());
    opened.addAll(List.of(tcp, tls));
    start(
        tcpOnly,
        new AgentNetwork(),
        "vici-1",
        new Wanted("vici", "NOT READY", "agent-udp-blocked", "agent-relay-unused-by-phone"),
        MICROPHONE,
        LOCAL);
    Page oneWay =
        start(
            tcpOnly,
            new AgentNetwork()
                .leads("turn-tcp", plain, tcp.port())
                .leads("turn-tls", secure, tls.port()),
            "echo-1",
            new Wanted("one-way", "NOT READY", "agent-audio-one-way"),
            MICROPHONE,
            LOCAL);
    oneWay.getByText("You should hear yourself").waitFor();
    tcp.swallowAnswers();
    tls.swallowAnswers();
  }
}
