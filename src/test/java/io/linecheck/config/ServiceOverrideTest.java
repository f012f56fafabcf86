package io.linecheck.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceOverrideTest {
  private final Profile vicidial = Profiles.load().get("vicidial");

  private Dialer dialer(String... services) {
    return DialerPlan.of("d.example.com", vicidial)
        .with(Arrays.stream(services).map(ServiceOverride::parse).toList())
        .dialer();
  }

  private Service only(String name, String... services) {
    return dialer(services).findService(name).orElseThrow();
  }

  @Test
  void replacesAServiceInItsPlaceAndKeepsThePathNobodyNamed() {
    Dialer dialer = dialer("wss=127.0.0.1:9089", "turn-udp=turn.example.com:3479");
    assertEquals(
        List.of(
            new Service(
                "https",
                ServiceKind.HTTPS,
                "d.example.com",
                443,
                List.of("/agc/vicidial.php", "/vicidial/admin.php"),
                true),
            new Service("wss", ServiceKind.WSS, "127.0.0.1", 9089, List.of("/ws"), true),
            new Service(
                "turn-udp", ServiceKind.TURN_UDP, "turn.example.com", 3479, List.of(), true)),
        dialer.services());
  }

  @Test
  void theLastOneOfANameCounts() {
    assertEquals(2, only("wss", "wss=a:1/x", "wss=b:2/y").port());
    assertEquals("/y", only("wss", "wss=a:1/x", "wss=b:2/y").path());
  }

  @Test
  void addressOfSixthVersionStandsInBrackets() {
    Service service = only("wss", "wss=[2001:db8::1]:8089/asterisk/ws");
    assertEquals("2001:db8::1", service.host());
    assertEquals(8089, service.port());
    assertEquals("/asterisk/ws", service.path());
  }

  @Test
  void pathMayHoldEqualsSignsAndSlashes() {
    assertEquals("/a/b?x=1", only("https", "https=h:443/a/b?x=1").path());
  }

  @Test
  void kindFollowsFromTheNameElseFromThePath() {
    assertEquals(ServiceKind.WSS, only("wss-backup", "wss-backup=h:1").kind());
    assertEquals(List.of("/ws"), only("wss-backup", "wss-backup=h:1").paths());
    assertEquals(ServiceKind.TURN_TLS, only("turn-tls-443", "turn-tls-443=h:443").kind());
    assertEquals(ServiceKind.SIPS, only("sips", "sips=h:5061").kind());
    assertEquals(ServiceKind.HTTPS, only("admin-https", "admin-https=h:443").kind());
    assertEquals(ServiceKind.HTTPS, only("transcription", "transcription=h:443/health").kind());
    assertEquals(ServiceKind.TLS, only("ami", "ami=h:5039").kind());
  }

  @Test
  void whatIsNoServiceIsRefusedWithTheReason() {
    assertRefused("wss", "there is no '='");
    assertRefused("=h:1", "'' is no name of a service");
    assertRefused("a/b=h:1", "'a/b' is no name of a service");
    assertRefused("wss=h", "'h' is not HOST:PORT with a port from 1 to 65535");
    assertRefused("wss=h:0", "'h:0' is not HOST:PORT with a port from 1 to 65535");
    assertRefused("wss=h:70000", "'h:70000' is not HOST:PORT with a port from 1 to 65535");
    assertRefused("wss=::1:80", "'::1:80' is not HOST:PORT with a port from 1 to 65535");
    assertRefused("wss=h h:80", "'h h:80' is not HOST:PORT with a port from 1 to 65535");
    assertRefused(
        "wss=1.2.3.999:80", "'1.2.3.999:80' is not HOST:PORT with a port from 1 to 65535");
    assertRefused("wss=h:80/a b", "the path may not hold spaces or control characters");
  }

  private static void assertRefused(String text, String reason) {
    assertEquals(
        "service '"
            + text
            + "': "
            + reason
            + "; write NAME=HOST:PORT[/PATH], an IPv6 address as [2001:db8::1]:8089",
        assertThrows(InvalidInputException.class, () -> ServiceOverride.parse(text)).getMessage());
  }
}
