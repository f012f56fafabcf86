package io.linecheck.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One tab of a Chromium that is driven by its debugging protocol alone. Playwright keeps every page
 * visible, and a visible page is never frozen; this one can be hidden and frozen as an agent's is.
 */
public final class ChromiumTab implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PeerProcess process;
  private final WebSocket socket;
  private final String session;
  private final AtomicInteger last = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();

  /** Opens one, with a microphone that plays beeps. */
  public ChromiumTab(Path folder) {
    process =
        PeerProcess.start(
                "chromium",
                folder,
                List.of(
                    "/usr/bin/chromium",
                    "--headless",
                    "--no-sandbox",
                    "--no-first-run",
                    "--no-proxy-server",
                    "--use-fake-device-for-media-stream",
                    "--use-fake-ui-for-media-stream",
                    "--autoplay-policy=no-user-gesture-required",
                    "--ignore-certificate-errors",
                    "--host-resolver-rules=MAP *.demo.linecheck.invalid 127.0.0.1, MAP * ~NOTFOUND,"
                        + " EXCLUDE localhost, EXCLUDE 127.0.0.1",
                    "--user-data-dir=" + folder.resolve("profile"),
                    "--remote-debugging-port=0",
                    "about:blank"))
            .awaitOutput("DevTools listening on");
    Matcher address = LISTENING.matcher(process.output());
    if (!address.find()) {
      throw new IllegalStateException(process.output());
    }
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address.group(1)), new Answers())
            .join();
    String tab =
        send("Target.createTarget", Map.of("url", "about:blank"), "").path("targetId").asText();
    session =
        send("Target.attachToTarget", Map.of("targetId", tab, "flatten", true), "")
            .path("sessionId")
            .asText();
    send("Page.enable", Map.of());
  }

  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean whole) {
      text.append(part);
      if (whole) {
        JsonNode message = read(text.toString());
        text.setLength(0);
        CompletableFuture<JsonNode> waiting = asked.remove(message.path("id").asInt());
        if (waiting != null) {
          waiting.complete(message);
        }
      }
      from.request(1);
      return CompletableFuture.completedFuture(part);
    }
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends one command to the tab and gives its result. */
  public JsonNode send(String method, Map<String, Object> parameters) {
    return send(method, parameters, session);
  }

  private JsonNode send(String method, Map<String, Object> parameters, String to) {
    int id = last.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (!to.isEmpty()) {
      message.put("sessionId", to);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    socket.sendText(message.toString(), true).join();
    try {
      JsonNode said = answer.get(30, TimeUnit.SECONDS);
      if (said.has("error")) {
        throw new IllegalStateException(method + ": " + said.path("error"));
      }
      return said.path("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(method + " was not answered: " + process.output(), e);
    }
  }

  /** What an expression is in the page, as text. */
  public String evaluate(String expression) {
    return send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "userGesture", true))
        .path("result")
        .path("value")
        .asText();
  }

  /** Waits until an expression is true in the page. */
  public void await(String expression) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!evaluate("Boolean(" + expression + ")").equals("true")) {
      if (System.nanoTime() > until) {
        throw new AssertionError(
            "never true: " + expression + "\n" + evaluate("document.body.innerText"));
      }
      Thread.sleep(100);
    }
  }

  /** Clicks the button that says this, once it is there. */
  public void click(String button) throws InterruptedException {
    String found =
        "[...document.querySelectorAll('button')].find((one) => one.textContent === '"
            + button
            + "')";
    await(found);
    evaluate(found + ".click()");
  }

  /** Hides and freezes the page as Chromium's energy saver does, or shows it and lets it go on. */
  public void freeze(boolean frozen) {
    send("Page.setWebLifecycleState", Map.of("state", frozen ? "frozen" : "active"));
    if (!frozen) {
      send("Page.bringToFront", Map.of());
    }
  }

  @Override
  public void close() {
    send("Browser.close", Map.of(), "");
    process.close();
  }
}
