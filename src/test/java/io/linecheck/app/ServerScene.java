package io.linecheck.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import io.linecheck.config.shape.Problem;
import io.linecheck.model.Stage;
import io.linecheck.probe.certificate.InstalledFiles;
import io.linecheck.probe.trust.RootFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A whole server of a configuration that the test may change and reload. */
final class ServerScene implements AutoCloseable {
  private static final Profiles PROFILES = Profiles.load();
  private static final ObjectMapper JSON = new ObjectMapper();

  final LinecheckServer server;
  private final Path folder;
  private final Map<String, String> environment;
  private final HttpClient client = HttpClient.newHttpClient();
  volatile String yaml;

  volatile String listen = "127.0.0.1:0";

  /** Further keys of {@code server:}, each after a comma. */
  volatile String serverKeys = "";

  volatile String database = "linecheck.db";

  ServerScene(Path folder, String yaml) {
    this(folder, yaml, InstantSource.system());
  }

  ServerScene(Path folder, String yaml, InstantSource clock) {
    this(folder, yaml, clock, Map.of("HOOK", "whsec_c2VjcmV0"));
  }

  ServerScene(Path folder, String yaml, InstantSource clock, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
    this.yaml = yaml;
    this.server = LinecheckServer.start(plan(), CatalogueReader.read(), clock, this::plan);
  }

  private ServerPlan plan() {
    String text =
        "server: {listen: \""
            + listen
            + '"'
            + serverKeys
            + "}\nstorage: \"sqlite:"
            + folder
            + "/"
            + database
            + "\"\n"
            + yaml;
    return switch (new ConfigurationFile(PROFILES, environment).load(text, "test.yaml", folder)) {
      case Loaded.Valid(var known, var _) ->
          ServerPlan.of(
              known,
              PROFILES,
              new ProbeSettings(
                  Map.of(),
                  ProbeSettings.resolvers(known.resolvers()),
                  RootFiles.read(known.trust().caFiles(), known.trust().onlyCaFiles()),
                  EnumSet.allOf(Stage.class),
                  InstalledFiles.NONE,
                  known.trust().fetchCrls()));
      case Loaded.Invalid(var problems) ->
          throw new InvalidInputException(
              problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
    };
  }

  HttpResponse<String> send(String method, String path, String body) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
              .timeout(Duration.ofSeconds(20))
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  JsonNode get(String path) {
    HttpResponse<String> answer = send("GET", path, "");
    try {
      return JSON.readTree(answer.body());
    } catch (com.fasterxml.jackson.core.JsonProcessingException unreadable) {
      throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
    }
  }

  /** The first answer that is as wanted; asks again until then, for at most half a minute. */
  JsonNode await(String path, Predicate<JsonNode> wanted) throws InterruptedException {
    JsonNode last = get(path);
    for (int i = 0; i < 300 && !wanted.test(last); i++) {
      Thread.sleep(100);
      last = get(path);
    }
    if (!wanted.test(last)) {
      throw new AssertionError(path + " never became as wanted: " + last);
    }
    return last;
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
