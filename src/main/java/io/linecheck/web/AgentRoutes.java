package io.linecheck.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.linecheck.model.Catalogue;
import io.linecheck.selftest.AgentLink;
import io.linecheck.selftest.AgentReport;
import io.linecheck.selftest.FleetDecision;
import io.linecheck.selftest.Joined;
import io.linecheck.selftest.LinkSigner.Reading;
import io.linecheck.selftest.ReportLine;
import io.linecheck.selftest.ReportReader;
import io.linecheck.selftest.ReportStore.Filter;
import io.linecheck.selftest.SelfTests;
import io.linecheck.selftest.ShortCode;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The API of the self-test page, and what the NOC reads of it. An agent comes in with the signed
 * token of a link and can open runs and report, nothing else. Blocks; runs on virtual threads.
 */
final class AgentRoutes {
  /** Agents of a whole floor share one address. */
  private static final int FLOOR = 20;

  private static final int LARGEST_REPORT = 32 * 1024;

  private final SelfTests tests;
  private final AgentJson json;
  private final InstantSource clock;
  private final TrustedProxies proxies;
  private final RateLimit ofAgent;
  private final RateLimit ofAddress;
  private final ReportReader reader = new ReportReader();

  /**
   * The routes.
   *
   * @param proxies whose word about the agent's address counts
   */
  AgentRoutes(SelfTests tests, Catalogue catalogue, InstantSource clock, TrustedProxies proxies) {
    this.tests = tests;
    this.json = new AgentJson(catalogue);
    this.clock = clock;
    this.proxies = proxies;
    this.ofAgent = new RateLimit(tests.requestsPerMinute(), clock);
    this.ofAddress = new RateLimit(FLOOR * tests.requestsPerMinute(), clock);
  }

  /** Adds them. */
  void mount(Desk desk) {
    desk.open(HttpMethod.GET, "/api/v1/agents/session", this::session);
    desk.open(HttpMethod.GET, "/api/v1/agents/entry", this::byCode);
    desk.open(HttpMethod.POST, "/api/v1/agents/entry", this::entry);
    desk.open(HttpMethod.POST, "/api/v1/agents/reports", this::report);
    desk.get("/api/v1/agents/fleet", Role.VIEWER, this::fleet);
    desk.get("/api/v1/agents/codes/:code", Role.VIEWER, this::code);
    desk.post("/api/v1/agents/links", Role.OPERATOR, this::link);
  }

  private Desk.Reply session(Request request) {
    AgentLink link = admit(request);
    SelfTests.Session session =
        tests.open(link).orElseThrow(() -> Problem.notFound("dialer " + link.dialer()));
    return new Desk.Reply.Json(200, json.session(session));
  }

  private Desk.Reply byCode(Request request) {
    Gate.limit(request.context(), ofAddress, address(request));
    return new Desk.Reply.Json(
        200, JsonNodeFactory.instance.objectNode().put("byCode", tests.admitsByCode()));
  }

  private Desk.Reply entry(Request request) {
    Gate.limit(request.context(), ofAddress, address(request));
    String agent = request.requireText("agent", 64);
    if (!AgentLink.isAgent(agent)) {
      throw Problem.badRequest("agent must be 1 to 64 letters, digits or ._@+-");
    }
    String dialer =
        tests
            .dialerOfSite(request.requireText("code", 64))
            .orElseThrow(() -> Problem.notFound("site of that code"));
    return new Desk.Reply.Json(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("dialer", dialer)
            .put("token", tests.link(dialer, agent)));
  }

  private Desk.Reply report(Request request) {
    AgentLink link = admit(request);
    if (request.context().body().length() > LARGEST_REPORT) {
      throw new Problem(413, "a report is at most " + LARGEST_REPORT + " bytes");
    }
    return switch (reader.read(request.body())) {
      case ReportReader.Result.Unsound(String sentence) -> throw Problem.badRequest(sentence);
      case ReportReader.Result.Sound(AgentReport report) -> {
        Joined joined =
            tests
                .accept(link, report, address(request))
                .orElseThrow(() -> Problem.notFound("dialer " + link.dialer()));
        yield new Desk.Reply.Json(200, json.joined(report, joined));
      }
    };
  }

  private Desk.Reply fleet(Request request) {
    Instant now = clock.instant();
    Instant from = request.time("from").orElse(now.minus(FleetDecision.span()));
    List<ReportLine> lines =
        tests
            .reports()
            .find(new Filter(request.query("dialer"), Optional.empty(), from, 0, 10_000));
    return new Desk.Reply.Json(200, json.fleet(tests.fleet(), lines, request.query("dialer"), now));
  }

  private Desk.Reply code(Request request) {
    return ShortCode.read(request.path("code"))
        .<Desk.Reply>map(meaning -> new Desk.Reply.Json(200, json.meaning(meaning)))
        .orElseThrow(
            () -> Problem.badRequest("a code is eight letters and digits, such as G0G4-00T7"));
  }

  private Desk.Reply link(Request request) {
    String agent = request.requireText("agent", 64);
    String dialer = request.requireText("dialer", 128);
    if (!AgentLink.isAgent(agent)) {
      throw Problem.badRequest("agent must be 1 to 64 letters, digits or ._@+-");
    }
    if (!tests.knows(dialer)) {
      throw Problem.notFound("dialer " + dialer);
    }
    Duration valid =
        request.body().path("validSeconds").isMissingNode()
            ? tests.linkValid()
            : Duration.ofSeconds((long) request.requireSeconds("validSeconds", 60, 31_622_400));
    AgentLink made = new AgentLink(dialer, agent, clock.instant().plus(valid));
    return new Desk.Reply.Json(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("path", "/agent/" + dialer + "#token=" + tests.sign(made))
            .put("expiresAt", made.expiresAt().toString()));
  }

  /** Lets an agent in, or says why not. */
  private AgentLink admit(Request request) {
    Gate.limit(request.context(), ofAddress, address(request));
    String header = String.valueOf(request.context().request().getHeader("Authorization"));
    String token =
        header.regionMatches(true, 0, "Bearer ", 0, 7)
            ? header.substring(7).strip()
            : request.query("token").orElse("");
    return switch (tests.read(token)) {
      case Reading.Valid(AgentLink link) -> {
        Gate.limit(request.context(), ofAgent, link.dialer() + " " + link.agent());
        yield link;
      }
      case Reading.Expired(AgentLink link) ->
          throw new Problem(
              401, "this link expired at " + link.expiresAt() + "; ask for a new one");
      case Reading.Forged() ->
          throw new Problem(401, "this link is not complete or not ours; ask for a new one");
    };
  }

  private String address(Request request) {
    return proxies.client(request.context().request());
  }
}
