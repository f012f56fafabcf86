package io.linecheck.selftest;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What a link to the self-test page says: one agent may test one dialer until then.
 *
 * @param dialer the dialer's id
 * @param agent the agent's id as the floor knows it, 1 to 64 letters, digits and {@code ._@+-}
 * @param expiresAt when it stops to work
 */
public record AgentLink(String dialer, String agent, Instant expiresAt) {
  private static final Pattern AGENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

  public AgentLink {
    if (!isAgent(agent)) {
      throw new IllegalArgumentException("not an agent's id");
    }
  }

  /** Whether a text can be an agent's id. */
  public static boolean isAgent(String text) {
    return AGENT.matcher(text).matches();
  }
}
