package io.linecheck.selftest;

import io.linecheck.config.AgentSettings;
import io.linecheck.config.Configuration;
import io.linecheck.config.Profiles;
import java.util.Optional;

/** The dialers of a configuration, with the phones of their profiles. */
public final class ConfiguredFloor implements Floor {
  private final Configuration configuration;
  private final Profiles profiles = Profiles.load();

  public ConfiguredFloor(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public Optional<Place> find(String id) {
    return configuration
        .find(id)
        .map(entry -> new Place(entry, profiles.get(entry.dialer().profile()).phone()));
  }

  @Override
  public AgentSettings settings() {
    return configuration.agent();
  }
}
