package io.linecheck;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Keeps the house in order: who may use whom, and what must stay pure. */
class ArchitectureTest {
  /** The dependency table of docs/ARCHITECTURE.md: a package and what it may use of Linecheck. */
  private static final Map<String, List<String>> MAY_USE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("model", List.of()),
              Map.entry("config", List.of("model")),
              Map.entry("certificate", List.of("model")),
              Map.entry("probe", List.of("model", "config", "certificate")),
              Map.entry("diagnose", List.of("model", "certificate")),
              Map.entry("schedule", List.of("model", "config", "probe")),
              Map.entry("sql", List.of("config")),
              Map.entry("history", List.of("model", "sql")),
              Map.entry("incident", List.of("model", "sql")),
              Map.entry("notify", List.of("model", "config", "sql")),
              Map.entry("live", List.of("model")),
              Map.entry(
                  "intake",
                  List.of("model", "sql", "diagnose", "history", "incident", "notify", "live")),
              Map.entry(
                  "renewal",
                  List.of("model", "config", "certificate", "probe", "sql", "incident", "notify")),
              Map.entry(
                  "selftest", List.of("model", "config", "diagnose", "sql", "live", "incident")),
              Map.entry(
                  "web",
                  List.of(
                      "model",
                      "config",
                      "certificate",
                      "probe",
                      "diagnose",
                      "schedule",
                      "sql",
                      "history",
                      "incident",
                      "notify",
                      "intake",
                      "live",
                      "renewal",
                      "selftest")),
              Map.entry("cluster", List.of("model", "config", "probe")),
              Map.entry("packaging", List.of()),
              Map.entry("demo", List.of("model", "config", "probe"))));

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.linecheck");

  @Test
  void everyPackageUsesOnlyWhatTheTableAllows() {
    MAY_USE.forEach((capability, allowed) -> {
      DescribedPredicate<JavaClass> forbidden =
          resideInAPackage("io.linecheck..").and(resideOutsideOfPackage(in(capability)));
      for (String other : allowed) {
        forbidden = forbidden.and(resideOutsideOfPackage(in(other)));
      }
      noClasses()
          .that()
          .resideInAPackage(in(capability))
          .should()
          .dependOnClassesThat(forbidden)
          .because(capability + " may use only " + allowed)
          .allowEmptyShould(true)
          .check(PRODUCT);
    });
  }

  @Test
  void capabilitiesHaveNoCycles() {
    slices().matching("io.linecheck.(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void everyCapabilityIsInTheTable() {
    List<String> unknown =
        PRODUCT.stream()
            .map(type -> type.getPackageName().split("\\."))
            .filter(parts -> parts.length > 2)
            .map(parts -> parts[2])
            .distinct()
            .filter(
                name -> !MAY_USE.containsKey(name) && !name.equals("app") && !name.equals("cli"))
            .toList();
    assertTrue(unknown.isEmpty(), "not in the dependency table: " + unknown);
  }

  @Test
  void decisionsAndPurePackagesTouchNeitherNetworkNorClock() {
    String[] impure = {
      "java.net.http..",
      "java.nio.channels..",
      "java.sql..",
      "io.vertx..",
      "io.netty..",
      "org.jdbi.."
    };
    classes()
        .that()
        .haveSimpleNameEndingWith("Decision")
        .or()
        .resideInAnyPackage(in("model"), in("certificate"), in("diagnose"))
        .should()
        .onlyDependOnClassesThat(resideOutsideOfPackages(impure))
        .allowEmptyShould(true)
        .check(PRODUCT);
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Decision")
        .or()
        .resideInAnyPackage(in("model"), in("certificate"), in("diagnose"))
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .allowEmptyShould(true)
        .check(PRODUCT);
  }

  private static String in(String capability) {
    return "io.linecheck." + capability + "..";
  }
}
