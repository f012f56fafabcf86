package io.linecheck.certificate;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what several doors serve. A generation is what one renewal brought: the same
 * certificate, or certificates of the same names and the same days (an RSA one beside an ECDSA
 * one). Which intermediate signed does not matter: authorities pick it at random.
 */
public final class Generations {
  /** Two halves of one renewal are issued within this time of each other. */
  private static final Duration SAME_DAYS = Duration.ofDays(2);

  private Generations() {}

  /** Whether one renewal brought both. */
  public static boolean same(ServedCertificate one, ServedCertificate other) {
    if (one.sha256().equals(other.sha256())) {
      return true;
    }
    return !family(one).equals(family(other))
        && near(one.notBefore(), other.notBefore())
        && near(one.notAfter(), other.notAfter())
        && sharesName(one, other);
  }

  private static String family(ServedCertificate certificate) {
    String algorithm = certificate.keyAlgorithm();
    int space = algorithm.indexOf(' ');
    return space < 0 ? algorithm : algorithm.substring(0, space);
  }

  private static boolean near(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(SAME_DAYS) <= 0;
  }

  private static boolean sharesName(ServedCertificate one, ServedCertificate other) {
    return names(one).stream().anyMatch(names(other)::contains);
  }

  private static Set<String> names(ServedCertificate certificate) {
    return certificate.names().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  /**
   * Drift between the services of one host: those that certify a common name but serve different
   * generations. One fault for each service that serves an older one than another does.
   *
   * @param served every leaf of services that share a host, each service's default offer
   * @param at when it is judged: the older one being expired makes it critical
   * @return by the service that lags behind
   */
  public static Map<String, Fault> betweenServices(List<ServedCertificate> served, Instant at) {
    Map<String, Fault> drift = new TreeMap<>();
    if (served.stream().map(ServedCertificate::sha256).distinct().limit(2).count() < 2) {
      return drift;
    }
    for (String service : served.stream().map(ServedCertificate::service).distinct().toList()) {
      List<ServedCertificate> own =
          served.stream().filter(each -> each.service().equals(service)).toList();
      List<ServedCertificate> others =
          served.stream().filter(each -> !each.service().equals(service)).toList();
      others.stream()
          .filter(other -> own.stream().noneMatch(each -> same(each, other)))
          .filter(other -> own.stream().anyMatch(each -> sharesName(each, other)))
          .filter(other -> own.stream().allMatch(each -> isNewer(other, each)))
          .max(Comparator.comparing(ServedCertificate::notAfter))
          .ifPresent(newer -> drift.put(service, services(oldest(own), newer, at)));
    }
    return drift;
  }

  private static boolean isNewer(ServedCertificate one, ServedCertificate other) {
    int byStart = one.notBefore().compareTo(other.notBefore());
    return byStart > 0 || (byStart == 0 && one.notAfter().isAfter(other.notAfter()));
  }

  private static ServedCertificate oldest(List<ServedCertificate> served) {
    return served.stream().min(Comparator.comparing(ServedCertificate::notAfter)).orElseThrow();
  }

  private static Fault services(ServedCertificate older, ServedCertificate newer, Instant at) {
    return new Fault(
        FindingCode.CERTIFICATE_DRIFT_BETWEEN_SERVICES,
        at.isAfter(older.notAfter()) ? Severity.CRITICAL : Severity.WARNING,
        served(newer.service() + port(newer), newer, at)
            + "; "
            + served(older.service() + port(older), older, at),
        Map.of("newer", newer.service(), "older", older.service()));
  }

  /**
   * Drift between the addresses or backends of one service.
   *
   * @param served every leaf of one service that a browser may meet: of all its addresses, of
   *     repeated connections, RSA and ECDSA
   * @return one fault, critical where agents are led to one that has expired
   */
  public static List<Fault> betweenAddresses(List<ServedCertificate> served, Instant at) {
    List<ServedCertificate> generations = new ArrayList<>();
    for (ServedCertificate each : served) {
      if (generations.stream().noneMatch(known -> same(known, each))) {
        generations.add(each);
      }
    }
    if (generations.size() < 2) {
      return List.of();
    }
    boolean related =
        generations.stream()
            .allMatch(each -> generations.stream().allMatch(other -> sharesName(each, other)));
    if (!related) {
      return List.of();
    }
    boolean refused =
        generations.stream().anyMatch(each -> isBrowser(each) && at.isAfter(each.notAfter()));
    String evidence =
        generations.stream()
            .sorted(Comparator.comparing(ServedCertificate::notAfter).reversed())
            .limit(8)
            .map(each -> served(each.address() + manner(each), each, at))
            .collect(Collectors.joining("; "));
    return List.of(
        Fault.of(
            FindingCode.CERTIFICATE_DRIFT_BETWEEN_ADDRESSES,
            refused ? Severity.CRITICAL : Severity.WARNING,
            evidence));
  }

  /**
   * Whether a newer certificate lies in the file of a service than the one it serves.
   *
   * @param file what the file holds; its address tells where it lies
   */
  public static Optional<Fault> fileNotServed(
      ServedCertificate file, ServedCertificate served, Instant at) {
    if (file.sha256().equals(served.sha256())
        || !isNewer(file, served)
        || !sharesName(file, served)) {
      return Optional.empty();
    }
    String door = served.service() + port(served);
    return Optional.of(
        Fault.of(
            FindingCode.CERTIFICATE_FILE_NOT_SERVED,
            served(file.address(), file, at).replace(" serves ", " holds ")
                + "; "
                + served(door, served, at)));
  }

  private static boolean isBrowser(ServedCertificate served) {
    return !served.offer().equals("rsa") && !served.offer().equals("ecdsa");
  }

  private static String manner(ServedCertificate served) {
    return switch (served.offer()) {
      case "rsa" -> " (RSA)";
      case "ecdsa" -> " (ECDSA)";
      case "backend" -> " (another backend)";
      default -> "";
    };
  }

  private static String port(ServedCertificate certificate) {
    int colon = certificate.address().lastIndexOf(':');
    return colon < 0 ? "" : certificate.address().substring(colon);
  }

  private static String served(String where, ServedCertificate certificate, Instant at) {
    String serial = certificate.serial();
    String shown = serial.length() > 8 ? serial.substring(0, 8) + ".." : serial;
    String day = certificate.notAfter().toString().substring(0, 10);
    boolean over = at.isAfter(certificate.notAfter());
    return where + " serves serial " + shown + (over ? " expired " : " valid to ") + day;
  }
}
