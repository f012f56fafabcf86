package io.linecheck.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.AgentSettings;
import io.linecheck.config.HostAndPort;
import io.linecheck.config.Profile;
import io.linecheck.model.AddressScope;
import io.linecheck.model.Catalogue;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.selftest.AgentReport;
import io.linecheck.selftest.FleetDecision;
import io.linecheck.selftest.FleetDecision.Group;
import io.linecheck.selftest.FleetWatch;
import io.linecheck.selftest.Joined;
import io.linecheck.selftest.Outcome;
import io.linecheck.selftest.ReportLine;
import io.linecheck.selftest.SelfTests;
import io.linecheck.selftest.ShortCode;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the API says of agents, as {@code openapi.yaml} describes it. */
final class AgentJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** How long a web phone waits for candidates that does not say how long. */
  private static final Duration GATHERING = Duration.ofSeconds(5);

  private final Catalogue catalogue;

  AgentJson(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** What the page needs for one run. */
  ObjectNode session(SelfTests.Session session) {
    Dialer dialer = session.place().entry().dialer();
    ObjectNode body = JSON.objectNode();
    body.put("run", session.run());
    body.put("dialer", dialer.id());
    body.put("agent", session.link().agent());
    body.put("expiresAt", session.link().expiresAt().toString());
    body.put("serverTime", session.now().toString());
    body.put("platform", dialer.platform().word());
    body.set("webPhone", webPhone(session.place().webPhone()));
    dialer.services().stream()
        .filter(service -> service.kind() == ServiceKind.WSS)
        .findFirst()
        .ifPresentOrElse(
            wss -> body.set("socket", socket(wss, dialer, session)), () -> body.putNull("socket"));
    ArrayNode doors = body.putArray("doors");
    for (Service service : dialer.services()) {
      if (service.kind() == ServiceKind.STUN || service.kind().isTurn()) {
        doors.add(door(service.kind(), service.host(), service.port()));
      }
    }
    for (HostAndPort further : session.settings().measuring().stun()) {
      doors.add(door(ServiceKind.STUN, further.host(), further.port()));
    }
    session
        .turn()
        .ifPresentOrElse(
            credentials ->
                body.putObject("turn")
                    .put("username", credentials.username())
                    .put("credential", credentials.password().value())
                    .put("expiresAt", credentials.expiresAt().toString()),
            () -> body.putNull("turn"));
    session
        .place()
        .entry()
        .agentPhone()
        .ifPresentOrElse(
            phone -> {
              ObjectNode lent = body.putObject("phone");
              lent.put("user", phone.user());
              phone.password().ifPresent(password -> lent.put("password", password.value()));
            },
            () -> body.putNull("phone"));
    echo(session).ifPresentOrElse(echo -> body.put("echo", echo), () -> body.putNull("echo"));
    body.put("mediaSeconds", seconds(session.settings().measuring().mediaTime()));
    body.set("thresholds", thresholds(session.settings().thresholds()));
    return body;
  }

  private static ObjectNode webPhone(Profile.Phone phone) {
    ObjectNode body = JSON.objectNode();
    body.put("name", phone.name());
    body.put("usesTurn", phone.usesTurn());
    body.put("stun", phone.stun().map(HostAndPort::toString).orElse(null));
    body.put("gatheringSeconds", seconds(phone.gathering().orElse(GATHERING)));
    return body;
  }

  private static Optional<String> echo(SelfTests.Session session) {
    return session
        .place()
        .entry()
        .agentPhone()
        .flatMap(phone -> phone.echo())
        .or(() -> session.place().entry().dialer().sip().flatMap(sip -> sip.echo()));
  }

  private static ObjectNode socket(Service wss, Dialer dialer, SelfTests.Session session) {
    String host = new HostAndPort(wss.host(), wss.port()).toString();
    ObjectNode socket = JSON.objectNode();
    socket.put("url", "wss://" + host + wss.path());
    socket.put("host", wss.host());
    socket.put("port", wss.port());
    dialer.services().stream()
        .filter(service -> service.kind() == ServiceKind.HTTPS)
        .findFirst()
        .ifPresentOrElse(
            https ->
                socket.put(
                    "control",
                    "https://" + new HostAndPort(https.host(), https.port()) + https.path()),
            () -> socket.putNull("control"));
    socket.put("server", session.server().of(wss).name().toLowerCase(Locale.ROOT));
    socket.put(
        "privateAddress", session.server().addressOf(wss).map(AgentJson::isPrivate).orElse(false));
    return socket;
  }

  private static boolean isPrivate(String address) {
    try {
      return AddressScope.of(InetAddress.ofLiteral(address)).narrowerThan(AddressScope.PUBLIC);
    } catch (IllegalArgumentException notLiteral) {
      return false;
    }
  }

  private static ObjectNode door(ServiceKind kind, String host, int port) {
    return JSON.objectNode().put("kind", kind.word()).put("host", host).put("port", port);
  }

  private static ObjectNode thresholds(AgentSettings.Thresholds limits) {
    return JSON.objectNode()
        .put("lossWarning", limits.lossWarning())
        .put("lossCritical", limits.lossCritical())
        .put("jitterWarningSeconds", seconds(limits.jitterWarning()))
        .put("jitterCriticalSeconds", seconds(limits.jitterCritical()))
        .put("delayWarningSeconds", seconds(limits.delayWarning()))
        .put("delayCriticalSeconds", seconds(limits.delayCritical()))
        .put("mosWarning", limits.mosWarning())
        .put("mosCritical", limits.mosCritical());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** What the page is told of its report. */
  ObjectNode joined(AgentReport report, Joined joined) {
    ObjectNode body = JSON.objectNode();
    body.put("outcome", joined.outcome().word());
    body.put("shortCode", ShortCode.of(joined.outcome(), joined.codes(), report.run()));
    body.put("joined", joined.sentence());
    ArrayNode findings = body.putArray("findings");
    joined.dialerFindings().forEach(finding -> findings.add(finding(finding)));
    joined.faults().forEach(fault -> findings.add(finding(finding(fault))));
    return body;
  }

  private Finding finding(Fault fault) {
    Service browser =
        new Service("browser", ServiceKind.TLS, "this computer", 443, List.of(), false);
    return catalogue.finding(fault, browser, stage(fault.code()), Platform.GENERIC);
  }

  private static Stage stage(FindingCode code) {
    return switch (code) {
      case AGENT_WSS_BLOCKED, AGENT_LOCAL_NETWORK_PERMISSION -> Stage.WEBSOCKET;
      case AGENT_SIP_REFUSED -> Stage.SIP;
      case AGENT_UDP_BLOCKED, AGENT_FULLY_FILTERED, AGENT_NAT_SYMMETRIC, AGENT_NAT_CARRIER_GRADE ->
          Stage.STUN;
      case AGENT_TURN_PORT_BLOCKED, AGENT_ONLY_443, TURN_CREDENTIALS_REJECTED -> Stage.TURN;
      case AGENT_RELAY_UNUSED_BY_PHONE, TURN_RELAY_SILENT -> Stage.RELAY;
      default -> Stage.MEDIA;
    };
  }

  private static ObjectNode finding(Finding finding) {
    return JSON.objectNode()
        .put("code", finding.code().word())
        .put("severity", finding.severity().word())
        .put("service", finding.service())
        .put("stage", finding.stage().word())
        .put("title", finding.title())
        .put("evidence", finding.evidence())
        .put("cause", finding.cause())
        .put("remedy", finding.remedy())
        .put("fixedBy", finding.fixedBy().word());
  }

  /** A stored report. */
  static ObjectNode line(ReportLine line) {
    JsonNode told = line.body();
    ObjectNode body = JSON.objectNode();
    body.put("id", line.run());
    body.put("kind", line.kind() == AgentReport.Kind.COMPLAINT ? "complaint" : "self-test");
    body.put("at", line.at().toString());
    body.put("dialer", line.dialer());
    body.put("agent", line.agent());
    body.put("outcome", line.kind() == AgentReport.Kind.COMPLAINT ? null : line.outcome().word());
    body.put("shortCode", line.shortCode().orElse(null));
    body.put("browser", line.browser().orElse(null));
    if (line.browserMajor().isPresent()) {
      body.put("browserMajor", line.browserMajor().getAsInt());
    } else {
      body.putNull("browserMajor");
    }
    for (String text : List.of("system", "network", "nat", "word", "joined")) {
      body.put(text, told.path(text).asText(null));
    }
    for (String number : List.of("mos", "rttSeconds", "lossRatio")) {
      body.set(number, told.path(number).isNumber() ? told.path(number) : JSON.nullNode());
    }
    ArrayNode findings = body.putArray("findings");
    line.codes().forEach(code -> findings.add(code.word()));
    return body;
  }

  /** What many reports say together. */
  ObjectNode fleet(FleetWatch watch, List<ReportLine> lines, Optional<String> dialer, Instant now) {
    FleetDecision decision = watch.decision();
    ObjectNode body = JSON.objectNode();
    body.put("reports", lines.size());
    groups(body.putArray("byBrowser"), decision.byBrowser(lines));
    groups(body.putArray("byNetwork"), decision.by(lines, "network"));
    groups(body.putArray("byNat"), decision.by(lines, "nat"));
    ArrayNode findings = body.putArray("findings");
    decision.cohorts(lines).forEach(cohort -> findings.add(finding(finding(cohort.fault()))));
    ArrayNode hardphones = body.putArray("hardphones");
    for (FleetWatch.Hardphone one : watch.hardphones(dialer, now)) {
      hardphones
          .addObject()
          .put("dialer", one.dialer())
          .put("agent", one.agent())
          .put("evidence", one.fault().evidence());
    }
    return body;
  }

  private static void groups(ArrayNode array, List<Group> groups) {
    for (Group group : groups) {
      array
          .addObject()
          .put("name", group.name())
          .put("reports", group.reports())
          .put("failed", group.failed());
    }
  }

  /** The last hour on the wall. */
  static ObjectNode activity(List<ReportLine> lines) {
    ObjectNode body = JSON.objectNode();
    body.put("tested", lines.stream().filter(l -> l.kind() == AgentReport.Kind.SELF_TEST).count());
    body.put("ready", count(lines, Outcome.READY));
    body.put("warnings", count(lines, Outcome.READY_WITH_WARNINGS));
    body.put("notReady", count(lines, Outcome.NOT_READY));
    body.put(
        "complaints", lines.stream().filter(l -> l.kind() == AgentReport.Kind.COMPLAINT).count());
    ArrayNode latest = body.putArray("latest");
    lines.stream()
        .filter(line -> line.kind() == AgentReport.Kind.SELF_TEST)
        .limit(5)
        .forEach(line ->
            latest
                .addObject()
                .put("at", line.at().toString())
                .put("agent", line.agent())
                .put("dialer", line.dialer())
                .put("outcome", line.outcome().word())
                .put(
                    "code", line.codes().stream().findFirst().map(FindingCode::word).orElse(null)));
    return body;
  }

  private static long count(List<ReportLine> lines, Outcome outcome) {
    return lines.stream()
        .filter(line -> line.kind() == AgentReport.Kind.SELF_TEST && line.outcome() == outcome)
        .count();
  }

  /** What a code says that an agent reads out. */
  ObjectNode meaning(ShortCode.Meaning meaning) {
    ObjectNode body = JSON.objectNode();
    body.put("outcome", meaning.outcome().word());
    ArrayNode findings = body.putArray("findings");
    for (FindingCode code : meaning.codes()) {
      findings.addObject().put("code", code.word()).put("title", catalogue.texts(code).title());
    }
    return body;
  }
}
