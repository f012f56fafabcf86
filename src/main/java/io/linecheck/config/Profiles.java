package io.linecheck.config;

import io.linecheck.config.shape.NearestWord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The profiles of {@code config/profiles/}, read once from the program. */
public final class Profiles {
  /** The files there are. */
  public static final List<String> NAMES =
      List.of("vicidial", "asterisk", "3cx", "freeswitch", "kamailio");

  private final Map<String, Profile> byName;

  private Profiles(Map<String, Profile> byName) {
    this.byName = byName;
  }

  /** Reads all of them. */
  public static Profiles load() {
    Map<String, Profile> byName = new LinkedHashMap<>();
    for (String name : NAMES) {
      byName.put(
          name, PackagedFile.read("config/profiles/" + name + ".yaml", ProfileShape.of(name)));
    }
    return new Profiles(byName);
  }

  /** All, in the order of {@link #NAMES}. */
  public List<Profile> all() {
    return List.copyOf(byName.values());
  }

  /** The profile of this name, if there is one. */
  public Optional<Profile> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The profile of this name.
   *
   * @throws InvalidInputException naming the known ones and the nearest
   */
  public Profile get(String name) {
    return find(name)
        .orElseThrow(() ->
            new InvalidInputException(
                "there is no profile '"
                    + name
                    + "'; known are "
                    + String.join(", ", byName.keySet())
                    + NearestWord.find(name, byName.keySet())
                        .map(word -> " (did you mean '" + word + "'?)")
                        .orElse("")));
  }
}
