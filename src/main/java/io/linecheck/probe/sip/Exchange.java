package io.linecheck.probe.sip;

import java.util.List;

/**
 * One request with all its rounds: the first answer, the answer to the digest, and so on.
 *
 * @param method {@code OPTIONS} or {@code REGISTER}
 * @param answers what came, in order; never empty
 * @param digests how many of the rounds carried a digest
 * @param seconds from the first request to the last answer
 */
public record Exchange(String method, List<SipAnswer> answers, int digests, double seconds) {
  public Exchange {
    answers = List.copyOf(answers);
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("an exchange has at least one answer");
    }
  }

  /** The answer to the request without credentials. */
  public SipAnswer first() {
    return answers.getFirst();
  }

  /** The last answer. */
  public SipAnswer last() {
    return answers.getLast();
  }

  /** Whether a digest was sent and the last answer asks for one again. */
  public boolean digestRefused() {
    return digests > 0 && last().challenges401();
  }

  /** Whether every refusal of a digest said that only the nonce was stale. */
  public boolean staleForEver() {
    return digestRefused()
        && answers.subList(answers.size() - digests, answers.size()).stream()
            .allMatch(answer -> answer.challenges().stream().anyMatch(Challenge::stale));
  }

  /** The realms that were asked for, in order, each once. */
  public List<String> realms() {
    return answers.stream()
        .flatMap(answer -> answer.challenges().stream())
        .map(Challenge::realm)
        .distinct()
        .toList();
  }
}
