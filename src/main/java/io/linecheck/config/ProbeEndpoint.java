package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import java.util.List;

/**
 * The blackbox-style {@code /probe}.
 *
 * @param allow hosts it may probe beside the configured ones: a name, {@code *.example.com} or an
 *     address
 */
public record ProbeEndpoint(List<String> allow) {
  /** Whether a host may be probed although no dialer has it. */
  public boolean allows(String host) {
    String name = host.toLowerCase(java.util.Locale.ROOT);
    return allow.stream()
        .map(rule -> rule.toLowerCase(java.util.Locale.ROOT))
        .anyMatch(rule ->
            rule.equals(name)
                || (rule.startsWith("*.")
                    && name.endsWith(rule.substring(1))
                    && name.length() > rule.length() - 1));
  }

  static Mapping<ProbeEndpoint> shape() {
    Keys keys = new Keys();
    Key<List<String>> allow =
        keys.defaulted(
            "allow",
            new Listing<>(Words.certificateName()),
            "[\"*.example.com\"]",
            "[]",
            "Hosts that /probe may reach beside the dialers' own: a name, *.example.com or an"
                + " address.");
    return keys.make(values -> new ProbeEndpoint(values.get(allow)));
  }
}
