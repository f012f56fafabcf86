package io.linecheck.renewal;

import io.linecheck.peer.TestAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands before Pebble and adds what this version of it lacks: renewal information (RFC 9773),
 * profiles, a name for CAA records; and lets it fail on purpose.
 */
final class PebbleFront implements AutoCloseable {
  /** A problem that answers the next so many requests to a path. */
  record Trouble(String path, int status, String problem, String retryAfter, int times) {}

  /** Orders that were answered, payloads decoded; a rejected nonce is no answer to an order. */
  final List<JsonObject> orders = new CopyOnWriteArrayList<>();

  /** What is answered about every certificate; none: the directory has no renewal information. */
  final AtomicReference<Optional<JsonObject>> renewalInfo = new AtomicReference<>(Optional.empty());

  /** How often renewal information was asked for. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  private record Hook(String path, Runnable action) {}

  private final AtomicReference<Hook> hook = new AtomicReference<>(new Hook("-", () -> {}));
  final Path root;
  private final AtomicReference<Trouble> trouble =
      new AtomicReference<>(new Trouble("-", 0, "", "", 0));
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final HttpClient client;
  private final int behind;

  PebbleFront(Path folder, int behind) throws IOException {
    Files.createDirectories(folder);
    this.behind = behind;
    TestAuthority authority = TestAuthority.today();
    this.root = authority.writeRoot(folder);
    var files = authority.writeChain(folder, "front", authority.leaf("localhost", "127.0.0.1"));
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false));
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setCertPath(files.certificate().toString())
                        .setKeyPath(files.key().toString())));
    server.requestHandler(request -> request.body().onSuccess(body -> take(request, body)));
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  String directory() {
    return "https://localhost:" + server.actualPort() + "/dir";
  }

  /** The next requests to a path are refused. */
  void fails(String path, int status, String problem, String retryAfter, int times) {
    trouble.set(new Trouble(path, status, problem, retryAfter, times));
  }

  /** It suggests this window. */
  void suggests(Instant start, Instant end, String explanation) {
    renewalInfo.set(
        Optional.of(
            new JsonObject()
                .put(
                    "suggestedWindow",
                    new JsonObject().put("start", start.toString()).put("end", end.toString()))
                .put("explanationURL", explanation)));
  }

  /** Runs when Pebble has done what was posted to a path, before the answer is passed on. */
  void after(String path, Runnable action) {
    hook.set(new Hook(path, action));
  }

  /** As it was at the beginning. */
  void reset() {
    trouble.set(new Trouble("-", 0, "", "", 0));
    renewalInfo.set(Optional.empty());
    hook.set(new Hook("-", () -> {}));
    orders.clear();
    asked.clear();
  }

  private void take(HttpServerRequest request, Buffer body) {
    String path = request.path();
    if (path.startsWith("/renewal-info/")) {
      asked.add(path);
      request
          .response()
          .putHeader("Content-Type", "application/json")
          .putHeader("Retry-After", "21600")
          .end(renewalInfo.get().orElseGet(JsonObject::new).encode());
      return;
    }
    Trouble now = trouble.get();
    boolean post = request.method() == HttpMethod.POST;
    if (post && now.times() > 0 && path.startsWith(now.path())) {
      trouble.set(
          new Trouble(now.path(), now.status(), now.problem(), now.retryAfter(), now.times() - 1));
      heard(path, body);
      refuse(request, now);
      return;
    }
    pass(request, body);
  }

  private void heard(String path, Buffer body) {
    if (path.equals("/order-plz")) {
      orders.add(payload(body));
    }
  }

  private static JsonObject payload(Buffer body) {
    String encoded = new JsonObject(body).getString("payload", "");
    return new JsonObject(
        new String(
            Base64.getUrlDecoder().decode(encoded), java.nio.charset.StandardCharsets.UTF_8));
  }

  private void refuse(HttpServerRequest request, Trouble trouble) {
    call(request, HttpMethod.HEAD, "/nonce-plz", Buffer.buffer())
        .onSuccess(fresh -> {
          var response =
              request
                  .response()
                  .setStatusCode(trouble.status())
                  .putHeader("Content-Type", "application/problem+json")
                  .putHeader("Replay-Nonce", fresh.getHeader("Replay-Nonce"));
          if (!trouble.retryAfter().isEmpty()) {
            response.putHeader("Retry-After", trouble.retryAfter());
          }
          response.end(
              new JsonObject()
                  .put("type", "urn:ietf:params:acme:error:" + trouble.problem())
                  .put("detail", "on purpose")
                  .put("status", trouble.status())
                  .encode());
        });
  }

  private io.vertx.core.Future<HttpClientResponse> call(
      HttpServerRequest request, HttpMethod method, String path, Buffer body) {
    return client
        .request(
            new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(behind)
                .setURI(path))
        .compose(out -> {
          out.authority(HostAndPort.create("localhost", server.actualPort()));
          for (String name : List.of("Content-Type", "User-Agent", "Accept")) {
            if (request.getHeader(name) != null) {
              out.putHeader(name, request.getHeader(name));
            }
          }
          return out.send(body);
        });
  }

  private void pass(HttpServerRequest request, Buffer body) {
    call(request, request.method(), request.uri(), body)
        .onSuccess(answer ->
            answer
                .body()
                .onSuccess(content -> {
                  if (!content.toString().contains("urn:ietf:params:acme:error:badNonce")) {
                    heard(request.path(), body);
                  }
                  if (request.path().startsWith(hook.get().path())) {
                    hook.get().action().run();
                  }
                  var response = request.response().setStatusCode(answer.statusCode());
                  answer
                      .headers()
                      .forEach((name, value) -> {
                        if (!name.equalsIgnoreCase("Content-Length")
                            && !name.equalsIgnoreCase("Transfer-Encoding")) {
                          response.headers().add(name, value);
                        }
                      });
                  response.end(request.path().equals("/dir") ? directory(content) : content);
                }))
        .onFailure(gone -> request.response().setStatusCode(502).end());
  }

  private Buffer directory(Buffer content) {
    JsonObject directory = new JsonObject(content);
    JsonObject meta = directory.getJsonObject("meta", new JsonObject());
    meta.put("caaIdentities", new JsonArray().add("pebble.test"));
    meta.put("profiles", new JsonObject().put("shortlived", "six days"));
    directory.put("meta", meta);
    if (renewalInfo.get().isPresent()) {
      directory.put("renewalInfo", "https://localhost:" + server.actualPort() + "/renewal-info");
    }
    return directory.toBuffer();
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
