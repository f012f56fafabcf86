package io.linecheck.probe;

import io.linecheck.model.Secret;
import io.linecheck.model.Stage;
import io.linecheck.model.TranscriptLine;
import io.linecheck.model.TranscriptLine.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What was sent, received and noticed during one run: bounded, printable, and with every known
 * secret replaced before it is kept. Written by the check's virtual thread and by event loops,
 * hence synchronized.
 */
public final class Transcript {
  private static final int MAX_LINES = 400;
  private static final int MAX_CHARS = 4096;

  private final long started = System.nanoTime();
  private final List<TranscriptLine> lines = new ArrayList<>();
  private final List<String> secrets = new ArrayList<>();
  private boolean full;

  /** A transcript that never shows any of these secrets. */
  public Transcript(Collection<Secret> secrets) {
    secrets.forEach(secret -> this.secrets.add(secret.value()));
  }

  /**
   * Adds a secret that came up during the run, such as a TURN password made from the shared secret
   * or a digest response.
   */
  public synchronized void hide(String secret) {
    if (!secret.isEmpty()) {
      secrets.add(secret);
    }
  }

  /** Records what Linecheck sent. */
  public void sent(Stage stage, String text) {
    add(stage, Direction.SENT, text);
  }

  /** Records what came. */
  public void received(Stage stage, String text) {
    add(stage, Direction.RECEIVED, text);
  }

  /** Records what Linecheck noticed. */
  public void note(Stage stage, String text) {
    add(stage, Direction.NOTE, text);
  }

  /** All lines so far. */
  public synchronized List<TranscriptLine> lines() {
    return List.copyOf(lines);
  }

  private synchronized void add(Stage stage, Direction direction, String text) {
    if (full) {
      return;
    }
    Duration at = Duration.ofNanos(System.nanoTime() - started);
    if (lines.size() == MAX_LINES) {
      full = true;
      lines.add(
          new TranscriptLine(at, stage, Direction.NOTE, "the transcript ends here: it is full"));
      return;
    }
    lines.add(new TranscriptLine(at, stage, direction, printable(redact(text))));
  }

  private String redact(String text) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = redacted.replace(secret, "[REDACTED]");
    }
    return redacted;
  }

  private static String printable(String text) {
    StringBuilder kept = new StringBuilder(Math.min(text.length(), MAX_CHARS));
    for (int i = 0; i < text.length(); i++) {
      if (kept.length() >= MAX_CHARS) {
        return kept.append("… (").append(text.length() - i).append(" more characters)").toString();
      }
      char c = text.charAt(i);
      kept.append(
          c == '\n' || c == '\t' || (c >= ' ' && c != 0x7f && !isControl(c))
              ? c
              : c == '\r' ? "" : '·');
    }
    return kept.toString();
  }

  private static boolean isControl(char c) {
    return (c >= 0x80 && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }
}
