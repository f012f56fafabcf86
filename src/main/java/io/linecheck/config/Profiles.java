package io.linecheck.config;

import io.linecheck.config.shape.NearestWord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The profiles of {@code config/profiles/}, each read once from the program. */
public final class Profiles {
  /** The files there are. */
  public static final List<String> NAMES =
      List.of("vicidial", "asterisk", "3cx", "freeswitch", "kamailio");

  private final Map<String, Profile> byName = new ConcurrentHashMap<>();

  private Profiles() {}

  /** All of them, each read when it is first asked for. */
  public static Profiles load() {
    return new Profiles();
  }

  /** All, in the order of {@link #NAMES}. */
  public List<Profile> all() {
    return NAMES.stream().map(this::get).toList();
  }

  /** The profile of this name, if there is one. */
  public Optional<Profile> find(String name) {
    return NAMES.contains(name)
        ? Optional.of(byName.computeIfAbsent(name, Profiles::read))
        : Optional.empty();
  }

  private static Profile read(String name) {
    return PackagedFile.read("config/profiles/" + name + ".yaml", ProfileShape.of(name));
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
                    + String.join(", ", NAMES)
                    + NearestWord.find(name, NAMES)
                        .map(word -> " (did you mean '" + word + "'?)")
                        .orElse("")));
  }
}
