package io.linecheck.renewal.deploy;

import io.linecheck.certificate.Pem;
import io.linecheck.config.CertificatePlan;
import io.linecheck.config.Configuration;
import io.linecheck.config.DeployTarget;
import io.linecheck.config.DialerSettings;
import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.probe.certificate.InstalledFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the certificate files of the deployment targets of a dialer, here or over SSH; writes
 * nothing. Thread-safe.
 */
public final class TargetFiles implements InstalledFiles {
  private final Supplier<Optional<Configuration>> configuration;

  /** The files that the configuration of the moment names. */
  public TargetFiles(Supplier<Optional<Configuration>> configuration) {
    this.configuration = configuration;
  }

  @Override
  public List<Installed> of(Dialer dialer, Service service) {
    Optional<Configuration> known = configuration.get();
    List<String> names =
        known
            .flatMap(all -> all.find(dialer.id()))
            .map(DialerSettings::certificate)
            .map(CertificatePlan::deploy)
            .orElse(List.of());
    List<Installed> files = new ArrayList<>();
    for (String name : names) {
      DeployTarget target = known.orElseThrow().certificates().targets().get(name);
      if (target != null && Recipe.of(target).doors().contains(service.name())) {
        read(name, target, dialer).ifPresent(files::add);
      }
    }
    return files;
  }

  private static Optional<Installed> read(String name, DeployTarget target, Dialer dialer) {
    String path = Recipe.of(target).certificate().replace("{host}", dialer.host());
    if (path.isEmpty()) {
      return Optional.empty();
    }
    String where = name + ": " + path;
    try (Machine machine = Deployment.open(Optional.of(target.where()))) {
      Optional<Machine.FileState> file = machine.read(path);
      if (file.isEmpty()) {
        return Optional.of(new Installed(where, new byte[0], "there is no such file"));
      }
      String text = new String(file.get().bytes(), StandardCharsets.ISO_8859_1);
      return Optional.of(
          Pem.certificates(text).stream()
              .findFirst()
              .map(leaf -> new Installed(where, leaf, ""))
              .orElse(new Installed(where, new byte[0], "it holds no certificate in PEM")));
    } catch (IOException unreadable) {
      return Optional.of(
          new Installed(where, new byte[0], String.valueOf(unreadable.getMessage())));
    }
  }
}
