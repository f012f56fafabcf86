package io.linecheck.renewal.deploy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.DeployTarget;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are readable by a list of setfacl(1), here and behind a real OpenSSH server. */
class AccessListIT {
  private static final Bundle BUNDLE =
      new Bundle("pbx.test", new Bundle.Pair("new chain", "new key", ""), Optional.empty());

  @TempDir private static Path folder;
  private static Sshd sshd;
  private Path own;
  private Path key;
  private Path chain;

  @BeforeAll
  static void start() throws Exception {
    sshd = new Sshd(folder);
  }

  @AfterAll
  static void stop() {
    sshd.close();
  }

  @BeforeEach
  void putFirst() throws Exception {
    own = Files.createTempDirectory(folder, "own");
    key = Files.writeString(own.resolve("key.pem"), "old key");
    chain = Files.writeString(own.resolve("chain.pem"), "old chain");
    shell("setfacl -m u:nobody:x " + folder + " " + own);
    shell("chmod 600 " + key + " && setfacl -m u:nobody:r,g:daemon:rw " + key);
    shell("chmod 644 " + chain);
  }

  private static String shell(String line) throws IOException, InterruptedException {
    Machine.Ran ran = new LocalMachine().run(line, Duration.ofSeconds(5));
    assertTrue(ran.ok(), line + ": " + ran.output());
    return ran.output();
  }

  private static String list(Path file) throws IOException, InterruptedException {
    return shell("getfacl -cpE " + file);
  }

  private static Machine machine(String kind) throws IOException {
    return kind.equals("local") ? new LocalMachine() : SshMachine.open(sshd.where("user", "known"));
  }

  private Placement placement(Machine machine) throws IOException {
    String yaml =
        "targets: { phone: { type: local, recipe: asterisk, serviceUser: nobody, certificate: %s,"
                .formatted(chain)
            + " key: %s } }\n".formatted(key);
    Loaded loaded =
        new ConfigurationFile(Profiles.load(), Map.of()).load(yaml, "linecheck.yaml", folder);
    DeployTarget target =
        ((Loaded.Valid) loaded).configuration().certificates().targets().get("phone");
    return new Placement("phone", target, machine, BUNDLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "ssh"})
  void newFilesHaveTheListOfTheOldOnesAndSoHaveThoseThatArePutBack(String kind) throws Exception {
    String before = list(key);
    try (Machine machine = machine(kind)) {
      Placement placement = placement(machine);
      placement.stage();
      assertEquals(Optional.empty(), placement.unreadable());
      placement.install();
      assertEquals("new key", Files.readString(key).strip());
      assertEquals(before, list(key));
      assertEquals(before, list(Path.of(key + ".linecheck-previous")));
      assertEquals("user::rw- group::r-- other::r--", list(chain));
      placement.restore();
      assertEquals("old key", Files.readString(key));
      assertEquals(before, list(key));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "ssh"})
  void whoeverTheListLeavesOutCannotRead(String kind) throws Exception {
    shell("setfacl -x u:nobody " + key);
    try (Machine machine = machine(kind)) {
      Placement placement = placement(machine);
      placement.stage();
      assertEquals(
          "phone: the user nobody could not read "
              + key
              + ": "
              + key
              + " has owner 0, group 0, mode rw-rw----, access list user::rw- group::---"
              + " group:1:rw- mask::rw- other::---; set owner: root:nobody of the target",
          placement.unreadable().orElse("nothing"));
    }
  }

  /** Nothing is in place yet when the loss of the list is seen. */
  @Test
  void withoutTheToolsNothingIsTouched() throws Exception {
    Machine bare = without("getfacl", new LocalMachine());
    IOException refused = assertThrows(IOException.class, () -> placement(bare).stage());
    assertEquals(
        key
            + " has an access list that would be lost (/bin/sh: 1: no-getfacl: not found); install"
            + " the package acl on this machine, or take the list away by setfacl -b",
        refused.getMessage());
    assertArrayEquals("old key".getBytes(StandardCharsets.US_ASCII), Files.readAllBytes(key));
  }

  private static Machine without(String tool, Machine machine) {
    return (Machine)
        Proxy.newProxyInstance(
            Machine.class.getClassLoader(),
            new Class<?>[] {Machine.class},
            (self, method, arguments) -> {
              if (method.getName().equals("run")) {
                arguments[0] = arguments[0].toString().replace(tool, "no-" + tool);
              }
              try {
                return method.invoke(machine, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Owner 10, group 20, whatever else the list says; acl(5), "access check algorithm". */
  @ParameterizedTest
  @CsvSource(
      nullValues = "",
      value = {
        // mode, list, user, groups, may read
        "-r--------, , 10, 20, true",
        "----r--r--, , 10, 20, false",
        "----r-----, , 11, 20 21, true",
        "----r-----, , 11, 21, false",
        "-------r--, , 11, 21, true",
        "-------r--, , 11, 20, false",
        "----r-----, user:11:r-- group::--- mask::r-- other::---, 11, 21, true",
        "----------, user:11:r-- group::--- mask::--- other::---, 11, 21, false",
        "----r-----, user:11:--- group::r-- mask::r-- other::r--, 11, 20, false",
        "----r-----, user:12:r-- group::--- group:21:r-- mask::r-- other::---, 11, 20 21, true",
        "----r-----, user:12:r-- group::--- group:21:r-- mask::r-- other::r--, 11, 20, false",
        "----r-----, user:12:r-- group::r-- mask::r-- other::---, 11, 22, false",
        "----r--r--, user:12:r-- group::r-- mask::r-- other::r--, 11, 22, true"
      })
  void rightsAreToldByTheRuleOfTheKernel(
      String mode, String list, String user, String groups, boolean expected) {
    List<String> entries = list == null ? List.of() : List.of(list.split(" "));
    assertEquals(
        expected,
        new AccessList("10", "20", mode, entries)
            .allows(user, Set.of(groups.split(" ")), AccessList.READ));
  }

  @Test
  void aBitThatStandsInThePlaceOfTheSearchBitCounts() {
    AccessList sticky = new AccessList("10", "20", "drwxr-s--T", List.of());
    assertTrue(sticky.allows("11", Set.of("20"), AccessList.SEARCH));
    assertEquals(false, sticky.allows("11", Set.of("21"), AccessList.SEARCH));
  }
}
