package io.linecheck.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.linecheck.config.shape.Problem;
import io.linecheck.model.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who holds the key of a target that is reached by SSH. */
class SshLoginTest {
  private static final Path FOLDER = Path.of("/etc/linecheck");
  private static final Profiles PROFILES = Profiles.load();

  private static Loaded load(String keys, Map<String, String> environment) {
    String yaml =
        "targets: { phone: { type: ssh, server: \"pbx.example.com:22\", user: linecheck, recipe:"
            + " asterisk"
            + keys
            + " } }\n";
    return new ConfigurationFile(PROFILES, environment).load(yaml, "linecheck.yaml", FOLDER);
  }

  private static SshLogin login(String keys, Map<String, String> environment) {
    Loaded loaded = load(keys, environment);
    Configuration configuration =
        assertInstanceOf(Loaded.Valid.class, loaded, loaded::toString).configuration();
    DeployTarget target = configuration.certificates().targets().get("phone");
    return assertInstanceOf(DeployTarget.Where.Ssh.class, target.where()).login();
  }

  private static List<String> problems(String keys) {
    Loaded loaded = load(keys, Map.of("SSH_AUTH_SOCK", "/run/agent", "PASS", "pass"));
    return assertInstanceOf(Loaded.Invalid.class, loaded, loaded::toString).problems().stream()
        .map(Problem::text)
        .toList();
  }

  @Test
  void aKeyFileGoesBeforeTheAgentOfTheEnvironment() {
    Map<String, String> environment = Map.of("SSH_AUTH_SOCK", "/run/agent", "PASS", "pass");
    assertEquals(
        new SshLogin.KeyFile(FOLDER.resolve("id"), Optional.of(new Secret("pass"))),
        login(", identity: id, passphrase: {env: PASS}", environment));
  }

  @Test
  void withoutAKeyFileTheAgentIsAsked() {
    assertEquals(
        new SshLogin.Agent(Optional.of(Path.of("/run/agent"))),
        login("", Map.of("SSH_AUTH_SOCK", "/run/agent")));
    assertEquals(
        new SshLogin.Agent(Optional.of(FOLDER.resolve("agent.sock"))),
        login(", agent: agent.sock", Map.of("SSH_AUTH_SOCK", "/run/agent")));
  }

  @Test
  void aTargetWithoutAKeyIsWarnedOf() {
    for (Map<String, String> without :
        List.of(Map.<String, String>of(), Map.of("SSH_AUTH_SOCK", ""))) {
      assertEquals(new SshLogin.Agent(Optional.empty()), login("", without));
      assertEquals(
          List.of(
              "linecheck.yaml:1: targets.phone: has no key: set identity, or agent, or"
                  + " SSH_AUTH_SOCK"),
          ((Loaded.Valid) load("", without)).warnings().stream().map(Problem::text).toList());
    }
  }

  @Test
  void whatContradictsItselfIsSaid() {
    String at = "linecheck.yaml:1: targets.phone: {…}: ";
    assertEquals(
        List.of(at + "identity and agent exclude each other: leave one of them out"),
        problems(", identity: id, agent: agent.sock"));
    assertEquals(
        List.of(at + "passphrase belongs to a key's file: name it by identity"),
        problems(", passphrase: {env: PASS}"));
    assertEquals(
        List.of(
            "linecheck.yaml:1: targets.phone.agent: /"
                + "a".repeat(79)
                + "…: a socket's path has at most 107 bytes"),
        problems(", agent: /" + "a".repeat(107)));
  }
}
