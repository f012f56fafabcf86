package io.linecheck.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilesTest {
  private final Profiles profiles = Profiles.load();

  @Test
  void everyFileOfTheFolderIsAProfile() throws Exception {
    try (var files = Files.list(Path.of("config/profiles"))) {
      assertEquals(
          Profiles.NAMES.stream().sorted().toList(),
          files.map(file -> file.getFileName().toString().replace(".yaml", "")).sorted().toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vicidial, 443, 8089, /ws",
    "asterisk, 443, 8089, /ws",
    "freeswitch, 443, 7443, /",
    "kamailio, 443, 8443, /ws"
  })
  void pageAndPhoneAreRequiredByDefault(String name, int https, int wss, String path) {
    List<Service> services = profiles.get(name).services("pbx.example.com");
    assertEquals(List.of("https", "wss"), services.stream().map(Service::name).toList());
    assertTrue(services.stream().allMatch(Service::required));
    assertEquals(https, services.get(0).port());
    assertEquals(wss, services.get(1).port());
    assertEquals(List.of(path), services.get(1).paths());
  }

  @Test
  void threeCxSpeaksNoSipOverWebSocketUnlessSomebodySaysSo() {
    Profile profile = profiles.get("3cx");
    List<Service> services = profile.services("pbx.example.com");
    assertEquals(
        List.of(
            new Service("https", ServiceKind.HTTPS, "pbx.example.com", 5001, List.of("/"), true)),
        services);
    Dialer dialer =
        DialerPlan.of("pbx.example.com", profile)
            .with(List.of(ServiceOverride.parse("wss=sbc.example.com:8089/ws")))
            .dialer();
    assertEquals(
        new Service("wss", ServiceKind.WSS, "sbc.example.com", 8089, List.of("/ws"), true),
        dialer.findService("wss").orElseThrow());
  }

  @Test
  void vicidialAsksForAgentScreenAndAdministration() {
    assertEquals(
        List.of("/agc/vicidial.php", "/vicidial/admin.php"),
        profiles.get("vicidial").services("d").getFirst().paths());
    assertFalse(profiles.get("vicidial").phone().usesTurn());
  }

  @Test
  void relayHasItsPortsButIsNotWatchedUnlessNamed() {
    for (Profile profile : profiles.all()) {
      assertTrue(profile.services("d").stream().noneMatch(service -> service.kind().isTurn()));
      assertEquals(3478, profile.service("stun", "d").orElseThrow().port());
      assertEquals(3478, profile.service("turn-udp", "d").orElseThrow().port());
      assertEquals(3478, profile.service("turn-tcp", "d").orElseThrow().port());
      assertEquals(5349, profile.service("turn-tls", "d").orElseThrow().port());
      assertTrue(profile.service("turn-tls", "d").orElseThrow().required());
    }
  }

  @Test
  void unknownProfileNamesTheKnownOnesAndTheNearest() {
    InvalidInputException refused =
        assertThrows(InvalidInputException.class, () -> profiles.get("vicidail"));
    assertEquals(
        "there is no profile 'vicidail'; known are vicidial, asterisk, 3cx, freeswitch, kamailio"
            + " (did you mean 'vicidial'?)",
        refused.getMessage());
  }
}
