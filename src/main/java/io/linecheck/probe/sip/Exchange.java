package io.linecheck.probe.sip;

import java.util.List;
import java.util.stream.Stream;

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

  /**
   * How many digests were refused for another reason than a stale nonce: each may feed fail2ban.
   */
  public int failedLogins() {
    boolean refused = last().status() >= 400 && last().status() < 500;
    if (digests == 0 || !refused) {
      return 0;
    }
    return (int)
        answers.subList(answers.size() - digests, answers.size()).stream()
            .filter(answer -> answer.challenges().stream().noneMatch(Challenge::stale))
            .count();
  }

  /** The realms of one kind of challenge where it changed on the way; else empty. */
  public List<String> changedRealms() {
    return Stream.of(false, true)
        .map(proxy ->
            answers.stream()
                .flatMap(answer -> answer.challenges().stream())
                .filter(challenge -> challenge.proxy() == proxy)
                .map(Challenge::realm)
                .distinct()
                .toList())
        .filter(realms -> realms.size() > 1)
        .findFirst()
        .orElse(List.of());
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
