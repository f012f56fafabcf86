package io.linecheck.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/**
 * The pages as the build bundled them into the jar: shells that are never cached, assets with
 * hashed names that are cached for ever. They hold no data and need no token.
 */
public final class Pages {
  private static final int LARGEST = 8 * 1024 * 1024;

  private final JsonNode manifest;
  private final Map<String, Asset> assets = new ConcurrentHashMap<>();

  private record Asset(Buffer plain, Buffer gzip, String type) {}

  /** The pages of this program. */
  public Pages() {
    this.manifest =
        find("manifest.json")
            .map(Pages::parse)
            .orElseThrow(() ->
                new IllegalStateException("the pages are not in the program: build it with Maven"));
  }

  /** The version of the pages; a page of another version reloads itself. */
  public String version() {
    return manifest.path("version").asText();
  }

  /** Adds a route for each page and one for the assets. */
  void mount(Router router) {
    for (JsonNode entry : manifest.path("entries")) {
      String html = entry.path("html").asText();
      entry
          .path("routes")
          .forEach(route ->
              readable(router, route.asText()).handler(context -> send(context, html, "no-cache")));
    }
    readable(router, "/assets/:file")
        .handler(context ->
            send(
                context,
                "assets/" + context.pathParam("file"),
                "public, max-age=31536000, immutable"));
    readable(router, "/favicon.svg")
        .handler(context -> send(context, "favicon.svg", "public, max-age=86400"));
  }

  private static Route readable(Router router, String path) {
    return router.get(path).method(HttpMethod.HEAD);
  }

  private void send(RoutingContext context, String file, String caching) {
    if (!file.matches("\\w[\\w.-]*(/\\w[\\w.-]*)?")) {
      throw Problem.notFound("file of that name");
    }
    Asset asset = assets.get(file);
    if (asset == null) {
      asset =
          find(file)
              .map(bytes -> asset(file, bytes))
              .orElseThrow(() -> Problem.notFound("file of that name"));
      assets.put(file, asset);
    }
    boolean gzip = String.valueOf(context.request().getHeader("Accept-Encoding")).contains("gzip");
    context
        .response()
        .putHeader("Content-Type", asset.type())
        .putHeader("Cache-Control", caching)
        .putHeader("Vary", "Accept-Encoding");
    if (gzip) {
      context.response().putHeader("Content-Encoding", "gzip");
    }
    context.end(gzip ? asset.gzip() : asset.plain());
  }

  private static Asset asset(String file, byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Asset(Buffer.buffer(bytes), Buffer.buffer(packed.toByteArray()), type(file));
  }

  private static String type(String file) {
    String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "html" -> "text/html; charset=utf-8";
      case "js", "mjs" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "json", "map" -> "application/json";
      case "woff2" -> "font/woff2";
      case "png" -> "image/png";
      case "wav" -> "audio/wav";
      default -> "application/octet-stream";
    };
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return new ObjectMapper().readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<byte[]> find(String file) {
    try (InputStream in = Pages.class.getResourceAsStream("/web/" + file)) {
      return in == null ? Optional.empty() : Optional.of(in.readNBytes(LARGEST));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
