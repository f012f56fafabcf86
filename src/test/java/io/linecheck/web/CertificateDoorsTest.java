package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateDoorsTest {
  @TempDir private Path folder;
  private WebScene scene;

  @BeforeEach
  void open() {
    scene = new WebScene(folder, WebScene.loopback());
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void oneCertificateHasOneVerdictAtEveryDoor() {
    expiring("https");
    expiring("wss");
    assertEquals(1, scene.findDiagnosis("manila-1").orElseThrow().findings().size());
    assertEquals(
        Set.of("https warning [certificate-expiring]", "wss warning [certificate-expiring]"),
        doors());
  }

  @Test
  void aDoorThatIsFineIsNotBlamedForAnotherWithTheSameCertificate() {
    expiring("https");
    scene.result("manila-1", "wss", Optional.empty());
    assertEquals(Set.of("https warning [certificate-expiring]", "wss ok []"), doors());
  }

  private Set<String> doors() {
    return new CertificateDoors(scene, dialer -> Optional.empty())
        .of(scene.find("manila-1").orElseThrow(), scene.clock.instant()).stream()
            .map(door -> door.service().name() + " " + door.verdict().word() + " " + door.codes())
            .collect(Collectors.toSet());
  }

  /** What the scene serves everywhere is one certificate. */
  private void expiring(String service) {
    CheckResult sound = scene.result("manila-1", service, Optional.empty());
    Finding finding =
        scene.catalogue.finding(
            Fault.of(FindingCode.CERTIFICATE_EXPIRING, "10 days are left of 90"),
            sound.service(),
            Stage.CERTIFICATE,
            scene.find("manila-1").orElseThrow().dialer().platform());
    scene
        .intake
        .accept(
            sound.judged(Status.WARNING, sound.stages(), sound.facts(), List.of(finding)), "walk")
        .join();
  }
}
