package io.linecheck.probe.wire;

import java.io.IOException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Words for what the kernel and the TLS engines throw. */
final class Reasons {
  private Reasons() {}

  /** Why a connection broke; null where the peer merely closed without a close_notify. */
  static @Nullable String of(Throwable thrown) {
    Throwable cause = root(thrown);
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof SSLException) {
      if (message.contains("close_notify")) {
        return null;
      }
      return TlsAlert.received(message)
          .map(name -> "TLS alert " + name)
          .orElse("TLS: " + brief(message));
    }
    if (cause instanceof IOException && message.toLowerCase(Locale.ROOT).contains("reset")) {
      return "connection reset";
    }
    if (message.contains("Broken pipe")) {
      return "connection reset";
    }
    return brief(message);
  }

  /** The last cause in a chain of wrappers. */
  static Throwable root(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; depth < 8 && cause.getCause() != null; depth++) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** One line of at most 160 characters. */
  static String brief(String message) {
    String line = message.lines().findFirst().orElse("");
    return line.length() > 160 ? line.substring(0, 160) + "…" : line;
  }
}
