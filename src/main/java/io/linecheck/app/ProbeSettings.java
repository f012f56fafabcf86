package io.linecheck.app;

import io.linecheck.certificate.TrustStore;
import io.linecheck.config.Resolvers;
import io.linecheck.model.Stage;
import io.linecheck.probe.certificate.InstalledFiles;
import io.linecheck.probe.dns.NamedResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the probes of one process share.
 *
 * @param resolved hosts that are not looked up, in lower case
 * @param resolvers the name servers that are asked, the one that is walked first
 * @param trust the roots a chain may end at
 * @param stages the stages to walk; a walk ends after the last of them
 * @param files the certificate files of the doors, where they may be read
 * @param fetchLists whether revocation lists are fetched
 */
public record ProbeSettings(
    Map<String, InetAddress> resolved,
    List<NamedResolver> resolvers,
    TrustStore trust,
    Set<Stage> stages,
    InstalledFiles files,
    boolean fetchLists) {
  public ProbeSettings {
    resolved = Map.copyOf(resolved);
    resolvers = List.copyOf(resolvers);
    stages = Set.copyOf(stages);
  }

  /** Settings of probes that look into no file and fetch revocation lists. */
  public ProbeSettings(
      Map<String, InetAddress> resolved,
      List<NamedResolver> resolvers,
      TrustStore trust,
      Set<Stage> stages) {
    this(resolved, resolvers, trust, stages, InstalledFiles.NONE, true);
  }

  /** The same with these files. */
  public ProbeSettings with(InstalledFiles other) {
    return new ProbeSettings(resolved, resolvers, trust, stages, other, fetchLists);
  }

  /** The resolvers of a configuration. */
  public static List<NamedResolver> resolvers(Resolvers configured) {
    return configured.all().entrySet().stream()
        .map(entry ->
            switch (entry.getValue()) {
              case Resolvers.Resolver.OfSystem system ->
                  new NamedResolver(entry.getKey(), Optional.empty());
              case Resolvers.Resolver.At at ->
                  new NamedResolver(
                      entry.getKey(),
                      Optional.of(
                          new InetSocketAddress(InetAddress.ofLiteral(at.address()), at.port())));
            })
        .toList();
  }
}
