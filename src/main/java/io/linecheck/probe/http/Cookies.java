package io.linecheck.probe.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The cookies of one door (RFC 6265) as a browser would hand them back: log-in pages set one and
 * redirect to themselves. Names and values only, as everything is asked of one host over TLS;
 * bounded. For one walk, on its virtual thread.
 */
final class Cookies {
  private static final int MOST = 30;
  private static final int LONGEST = 4096;

  private final Map<String, String> values = new LinkedHashMap<>();

  /** Takes the cookies of an answer. */
  void take(HttpAnswer.Answer answer) {
    answer.headers().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Set-Cookie"))
        .forEach(header -> take(header.getValue()));
  }

  private void take(String text) {
    String[] parts = text.split(";", -1);
    int equal = parts[0].indexOf('=');
    if (equal <= 0 || parts[0].length() > LONGEST) {
      return;
    }
    String name = parts[0].substring(0, equal).strip();
    String value = parts[0].substring(equal + 1).strip();
    if (!printable(name + value)) {
      return;
    }
    boolean ended = false;
    for (int i = 1; i < parts.length; i++) {
      String attribute = parts[i].strip().toLowerCase(Locale.ROOT);
      ended |= attribute.equals("max-age=0") || attribute.startsWith("max-age=-");
      ended |= attribute.startsWith("expires=") && attribute.contains("1970");
    }
    if (ended) {
      values.remove(name);
    } else if (values.containsKey(name) || values.size() < MOST) {
      values.put(name, value);
    }
  }

  private static boolean printable(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  /** The header of the next request with its end of line; empty where there are none. */
  String header() {
    return values.isEmpty()
        ? ""
        : values.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining("; ", "Cookie: ", "\r\n"));
  }
}
