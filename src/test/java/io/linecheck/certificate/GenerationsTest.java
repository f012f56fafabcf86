package io.linecheck.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.FindingCode;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GenerationsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private final ServedCertificate fresh = served("https", 443, "aa", "RSA 2048", "2026-11-20");
  private final ServedCertificate twin = served("https", 443, "ab", "EC P-256", "2026-11-20");
  private final ServedCertificate old = served("wss", 8089, "02", "RSA 2048", "2026-09-20");

  @Test
  void rsaAndEcdsaOfTheSameDaysAreOneGeneration() {
    assertTrue(Generations.same(fresh, twin));
    assertFalse(Generations.same(fresh, old));
  }

  @Test
  void olderServiceDriftsAndNamesBoth() {
    var drift = Generations.betweenServices(List.of(fresh, twin, old), NOW);
    assertEquals(Set.of("wss"), drift.keySet());
    assertEquals(Severity.WARNING, drift.get("wss").severity());
    assertEquals(
        "https:443 serves serial aa valid to 2027-02-18; wss:8089 serves serial 02 valid to"
            + " 2026-12-19",
        drift.get("wss").evidence());
  }

  @Test
  void expiredOlderOneIsCritical() {
    var drift =
        Generations.betweenServices(List.of(fresh, old), Instant.parse("2026-12-25T00:00:00Z"));
    assertEquals(Severity.CRITICAL, drift.get("wss").severity());
  }

  @Test
  void equalServicesDoNotDrift() {
    ServedCertificate same = served("wss", 8089, "aa", "RSA 2048", "2026-11-20");
    assertTrue(Generations.betweenServices(List.of(fresh, twin, same), NOW).isEmpty());
  }

  @Test
  void backendsOfOneServiceThatDifferAreTold() {
    ServedCertificate other = served("https", 443, "77", "RSA 2048", "2026-10-01");
    var faults = Generations.betweenAddresses(List.of(fresh, twin, other), NOW);
    assertEquals(FindingCode.CERTIFICATE_DRIFT_BETWEEN_ADDRESSES, faults.getFirst().code());
    assertTrue(Generations.betweenAddresses(List.of(fresh, twin), NOW).isEmpty());
  }

  private static ServedCertificate served(
      String service, int port, String serial, String key, String day) {
    Instant from = Instant.parse(day + "T00:00:00Z");
    return new ServedCertificate(
        service,
        "203.0.113.10:" + port,
        "default",
        serial.repeat(32),
        serial,
        "CN=dialer.example.com",
        "CN=R10",
        List.of("dialer.example.com"),
        key,
        from,
        from.plus(java.time.Duration.ofDays(90)));
  }
}
