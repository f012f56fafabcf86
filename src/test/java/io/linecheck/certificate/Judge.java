package io.linecheck.certificate;

import io.linecheck.certificate.corpus.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns a chain of the corpus into a question, with its roots as public or private ones. */
public final class Judge {
  private Judge() {}

  /** What is asked of that chain. */
  public static Question question(Chain chain) {
    List<Certificate> roots = new ArrayList<>();
    for (byte[] root : chain.roots()) {
      if (Certificate.read(root) instanceof Certificate certificate) {
        roots.add(certificate);
      }
    }
    TrustStore trust = TrustStore.of(roots, root -> chain.publicRoots());
    return Question.of(chain.host(), chain.at(), trust)
        .withLists(
            chain.lists().stream().map(RevocationList::read).flatMap(Optional::stream).toList());
  }
}
