package io.linecheck.certificate;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * From what a person types to A-labels, as browsers do it (UTS 46, non-transitional: ß stays ß).
 * The JDK's own conversion follows IDNA 2003 and turns ß into ss, which is another name.
 */
final class Idna {
  private Idna() {}

  /** The name in lower-case A-labels; empty where a label cannot be encoded. */
  static Optional<String> toAscii(String name) {
    if (name.chars().allMatch(c -> c < 0x80)) {
      return Optional.of(name.toLowerCase(Locale.ROOT));
    }
    String mapped =
        Normalizer.normalize(
            Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT),
            Normalizer.Form.NFKC);
    StringBuilder ascii = new StringBuilder();
    for (String label : mapped.replace('\u3002', '.').split("\\.", -1)) {
      if (!ascii.isEmpty()) {
        ascii.append('.');
      }
      if (label.chars().allMatch(c -> c < 0x80)) {
        ascii.append(label);
      } else if (label.length() > 63) {
        return Optional.empty();
      } else {
        ascii.append("xn--").append(punycode(label.codePoints().toArray()));
      }
    }
    return Optional.of(ascii.toString());
  }

  /** RFC 3492 section 6.3. */
  private static String punycode(int[] input) {
    StringBuilder output = new StringBuilder();
    for (int c : input) {
      if (c < 0x80) {
        output.append((char) c);
      }
    }
    int basic = output.length();
    int handled = basic;
    if (basic > 0) {
      output.append('-');
    }
    int n = 128;
    int delta = 0;
    int bias = 72;
    while (handled < input.length) {
      int next = Integer.MAX_VALUE;
      for (int c : input) {
        if (c >= n && c < next) {
          next = c;
        }
      }
      delta += (next - n) * (handled + 1);
      n = next;
      for (int c : input) {
        if (c < n) {
          delta++;
        } else if (c == n) {
          variable(delta, bias, output);
          bias = adapt(delta, handled + 1, handled == basic);
          delta = 0;
          handled++;
        }
      }
      delta++;
      n++;
    }
    return output.toString();
  }

  private static void variable(int delta, int bias, StringBuilder output) {
    int q = delta;
    for (int k = 36; ; k += 36) {
      int t = Math.clamp(k - bias, 1, 26);
      if (q < t) {
        output.append(digit(q));
        return;
      }
      output.append(digit(t + (q - t) % (36 - t)));
      q = (q - t) / (36 - t);
    }
  }

  private static char digit(int value) {
    return (char) (value < 26 ? 'a' + value : '0' + value - 26);
  }

  private static int adapt(int delta, int points, boolean first) {
    int d = first ? delta / 700 : delta / 2;
    d += d / points;
    int k = 0;
    while (d > 455) {
      d /= 35;
      k += 36;
    }
    return k + 36 * d / (d + 38);
  }
}
