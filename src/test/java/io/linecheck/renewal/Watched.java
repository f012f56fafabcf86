package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Both doors watched by a prober each while a row of the fault table runs. */
final class Watched implements AutoCloseable {
  private final RenewalWorld world;
  private final String old;
  private final Prober web;
  private final Prober phone;

  Watched(RenewalWorld world) throws IOException {
    this.world = world;
    this.old = world.oldLeaf();
    this.web = new Prober(world.webPort);
    this.phone = new Prober(world.asterisk.port());
  }

  /** Nothing but the old leaf was ever served, and nothing failed. */
  void onlyOld() {
    assertEquals(List.of(old), List.copyOf(web.leaves()));
    assertEquals(List.of(old), List.copyOf(phone.leaves()));
    noneFailed();
  }

  /** The old leaf was served until the new one was. */
  void oldThen(String fresh) {
    assertEquals(Set.of(old, fresh), union());
    noneFailed();
  }

  /** One of the two was always served. */
  void oldOr(String fresh, boolean broken) {
    assertTrue(Set.of(old, fresh).containsAll(union()), "a third leaf was served");
    if (!broken) {
      noneFailed();
    }
  }

  private Set<String> union() {
    Set<String> leaves = new HashSet<>(web.leaves());
    leaves.addAll(phone.leaves());
    leaves.add(RenewalWorld.served(world.webPort));
    leaves.add(RenewalWorld.served(world.asterisk.port()));
    return leaves;
  }

  private void noneFailed() {
    assertTrue(web.made() > 0 && phone.made() > 0, "nothing was probed");
    assertEquals(0, web.failed(), "handshakes with the web server failed");
    assertEquals(0, phone.failed(), "handshakes with the phone system failed");
  }

  /** No TXT record of ours, no file beside, no key that others may read. */
  void nothingLeft() throws IOException {
    for (String name : world.challengeNames()) {
      assertEquals(List.of(), world.bind.txt(name), name);
    }
    if (Files.exists(world.folder.resolve("keys"))) {
      assertEquals(List.of(), world.exposed());
    }
    for (var key : List.of(world.webKey, world.phoneKey)) {
      assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    }
    try (var files = Files.list(world.folder)) {
      assertEquals(
          List.of(), files.filter(file -> file.toString().endsWith(".linecheck-new")).toList());
    }
  }

  @Override
  public void close() {
    web.close();
    phone.close();
    System.out.println(
        "probed: web "
            + web.made()
            + " handshakes, "
            + web.failed()
            + " failed, "
            + web.rebinding()
            + " in rebinding; phone "
            + phone.made()
            + ", "
            + phone.failed()
            + ", "
            + phone.rebinding());
  }
}
