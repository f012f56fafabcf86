package io.linecheck.certificate.corpus;

import io.linecheck.model.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Every chain, family by family. */
public final class Corpus {
  private final KeyRing keys = new KeyRing();
  private final List<Chain> chains = new ArrayList<>();

  /** Made once in a JVM. */
  private static final class Made {
    private static final List<Chain> ALL = make();
  }

  /** All of them; the first call takes a few seconds, most of it for RSA and DSA keys. */
  public static List<Chain> all() {
    return Made.ALL;
  }

  private static List<Chain> make() {
    Corpus corpus = new Corpus();
    NameCases.add(corpus);
    DateCases.add(corpus);
    UsageCases.add(corpus);
    ConstraintCases.add(corpus);
    NameConstraintCases.add(corpus);
    KeyCases.add(corpus);
    EncodingCases.add(corpus);
    PathCases.add(corpus);
    RevocationCases.add(corpus);
    ListScopeCases.add(corpus);
    BuildingCases.add(corpus);
    ConstraintTreeCases.add(corpus);
    PublicCases.add(corpus);
    BrowserCases.add(corpus);
    return List.copyOf(corpus.chains);
  }

  /** A chain with RSA keys and one with P-384 links, as Let's Encrypt serves them. */
  public static List<Chain> likeLetsEncrypt() {
    Corpus corpus = new Corpus();
    KeyCases.letsEncrypt(corpus);
    return List.copyOf(corpus.chains);
  }

  /** Accepted without a word. */
  void good(String name, String rule, Consumer<Scene> change) {
    add(name, rule, true, Optional.empty(), change);
  }

  /** Accepted, with this fault told. */
  void warned(String name, String rule, FindingCode code, Consumer<Scene> change) {
    add(name, rule, true, Optional.of(code), change);
  }

  /** Refused, this fault leading. */
  void bad(String name, String rule, FindingCode code, Consumer<Scene> change) {
    add(name, rule, false, Optional.of(code), change);
  }

  private void add(
      String name,
      String rule,
      boolean accepted,
      Optional<FindingCode> code,
      Consumer<Scene> change) {
    Scene scene = new Scene(keys);
    change.accept(scene);
    chains.add(scene.chain(name, rule, accepted, code));
  }
}
