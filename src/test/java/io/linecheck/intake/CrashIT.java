package io.linecheck.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.notify.FaultyReceiver;
import io.linecheck.sql.Database;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills the process under load and looks for what is missing and what is there twice. */
class CrashIT {
  @TempDir Path folder;

  @Test
  @Timeout(120)
  void threeKillsLoseNoIncidentChangeAndNoNotice() throws Exception {
    killAndLook(3);
  }

  @Test
  @Tag("long")
  @Timeout(1800)
  void hundredKillsLoseNoIncidentChangeAndNoNotice() throws Exception {
    killAndLook(100);
  }

  private void killAndLook(int kills) throws Exception {
    Path file = folder.resolve("linecheck.db");
    Set<String> committed = new HashSet<>();
    try (FaultyReceiver receiver = new FaultyReceiver(request -> request % 5 == 3 ? 500 : 200)) {
      Random random = new Random(kills);
      for (int i = 0; i < kills; i++) {
        runAndKill(file, receiver, "courier-" + i, 60 + random.nextInt(120), committed);
      }
      try (Scene scene = CrashProgram.scene(file, receiver.url(), "last")) {
        scene.courier.start();
        while (pending(scene.database) > 0) {
          Thread.sleep(20);
        }
        look(scene.database, receiver, committed);
      }
    }
  }

  private static void runAndKill(
      Path file, FaultyReceiver receiver, String name, int lines, Set<String> committed)
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.linecheck.intake.CrashProgram",
                file.toString(),
                receiver.url().toString(),
                name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = process.inputReader()) {
      int seen = 0;
      while (seen < lines) {
        String line = output.readLine();
        assertTrue(line != null, "the program ended by itself after " + seen + " lines");
        if (line.matches("d[0-9]+ [0-9]+")) {
          committed.add(line);
          seen++;
        }
      }
      process.destroyForcibly();
      process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }

  private static int pending(Database database) {
    return database.read(handle ->
        handle
            .createQuery("SELECT count(*) FROM delivery WHERE state = 'pending'")
            .mapTo(Integer.class)
            .one());
  }

  private static void look(Database database, FaultyReceiver receiver, Set<String> committed) {
    Set<String> stored =
        new HashSet<>(
            strings(
                database,
                "SELECT c.dialer || ' ' || r.at FROM result r"
                    + " JOIN probe_check c ON c.id = r.check_id"));
    Set<String> lost = new HashSet<>(committed);
    lost.removeAll(stored);
    assertEquals(Set.of(), lost, "results that were said to be committed");

    List<String> told =
        strings(
            database,
            "SELECT incident_id || ' incident.' || word FROM incident_event"
                + " WHERE word IN ('opened', 'resolved') ORDER BY 1");
    List<String> notices =
        strings(database, "SELECT incident_id || ' ' || type FROM notice ORDER BY 1");
    assertEquals(told, notices, "each change has its one notice");
    assertEquals(new HashSet<>(told).size(), told.size(), "no change happened twice");
    assertTrue(told.size() > 10, "there were only " + told.size() + " changes");

    Map<String, Integer> arrived = new HashMap<>();
    receiver.accepted.forEach(got -> arrived.merge(got.id(), 1, Integer::sum));
    assertEquals(
        new HashSet<>(strings(database, "SELECT id FROM notice")),
        arrived.keySet(),
        "every notice arrived, under its own id and no other");
    List<String> open =
        strings(
            database,
            "SELECT dialer FROM incident_dialer d JOIN incident i ON i.id = d.incident_id"
                + " WHERE i.resolved_at IS NULL");
    assertEquals(new HashSet<>(open).size(), open.size(), "a dialer has one open incident");
  }

  private static List<String> strings(Database database, String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
