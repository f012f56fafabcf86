package io.linecheck.probe.call;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.MeanOpinionScore;
import io.linecheck.model.MeanOpinionScore.Codec;
import io.linecheck.model.Severity;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import io.linecheck.probe.call.CallObservation.Media;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges the packets of a call: whether they came, whether they went on coming, how well. Loss in
 * percent, jitter and round trip in milliseconds, MOS by ITU-T G.107.
 */
final class MediaDecision implements Decision<CallObservation> {
  private static final double STOPPED_SECONDS = 1;
  private static final double NOTHING_ARRIVES = 0.95;
  private static final double LOSS_WARNING = 0.01;
  private static final double LOSS_CRITICAL = 0.03;
  private static final double JITTER_WARNING = 0.020;
  private static final double JITTER_CRITICAL = 0.040;
  private static final double DELAY_WARNING = 0.200;
  private static final double DELAY_CRITICAL = 0.400;
  private static final double SCORE_WARNING = 4.0;
  private static final double SCORE_CRITICAL = 3.6;

  @Override
  public List<Fault> decide(Subject subject, CallObservation seen) {
    if (seen.media().isEmpty()) {
      return List.of();
    }
    Media media = seen.media().get();
    return flow(media).map(List::of).orElseGet(() -> quality(media));
  }

  private static Optional<Fault> flow(Media media) {
    boolean ours = media.peerLossRatio().isPresent();
    boolean arrives = ours && media.peerLossRatio().get() < NOTHING_ARRIVES;
    String counts =
        String.format(
            Locale.ROOT,
            "%d packets of %s sent in %.1f s, %d came back",
            media.sent(),
            media.codec(),
            media.seconds(),
            media.received());
    if (media.received() == 0 && media.unauthentic() > 0) {
      return Optional.of(
          Fault.of(
              FindingCode.MEDIA_NONE,
              counts + ", and " + media.unauthentic() + " whose SRTP is not authentic"));
    }
    if (media.received() == 0) {
      return Optional.of(
          arrives
              ? Fault.of(FindingCode.MEDIA_ONE_WAY, counts + "; its reports say that ours arrive")
              : Fault.of(FindingCode.MEDIA_NONE, counts));
    }
    if (ours && !arrives) {
      return Optional.of(
          Fault.of(
              FindingCode.MEDIA_ONE_WAY, counts + "; its reports say that ours do not arrive"));
    }
    if (media.quietAtEndSeconds() > STOPPED_SECONDS) {
      return Optional.of(
          Fault.of(
              FindingCode.MEDIA_STOPPED,
              String.format(
                  Locale.ROOT,
                  "%s; the last one %.1f s before the end",
                  counts,
                  media.quietAtEndSeconds())));
    }
    return Optional.empty();
  }

  private static List<Fault> quality(Media media) {
    List<Fault> faults = new ArrayList<>();
    add(faults, FindingCode.MEDIA_LOSS, media.lossRatio(), LOSS_WARNING, LOSS_CRITICAL, "%.1f %%");
    add(
        faults,
        FindingCode.MEDIA_JITTER,
        media.jitterSeconds(),
        JITTER_WARNING,
        JITTER_CRITICAL,
        "%.0f ms");
    add(
        faults,
        FindingCode.MEDIA_DELAY,
        media.roundTripSeconds().orElse(0.0),
        DELAY_WARNING,
        DELAY_CRITICAL,
        "%.0f ms");
    MeanOpinionScore score = score(media);
    if (faults.isEmpty() && score.value() < SCORE_WARNING) {
      faults.add(
          Fault.of(
              FindingCode.MEDIA_QUALITY_LOW,
              score.value() < SCORE_CRITICAL ? Severity.CRITICAL : Severity.WARNING,
              scored(media, score)));
    }
    return faults;
  }

  private static void add(
      List<Fault> faults,
      FindingCode code,
      double value,
      double warning,
      double critical,
      String format) {
    if (value > warning) {
      double unit = code == FindingCode.MEDIA_LOSS ? 100 : 1000;
      faults.add(
          Fault.of(
              code,
              value > critical ? Severity.CRITICAL : Severity.WARNING,
              String.format(
                  Locale.ROOT,
                  format + " over the call; expected at most " + format,
                  value * unit,
                  warning * unit)));
    }
  }

  /** The score of what was seen; G.711 with concealment stands for every codec. */
  static MeanOpinionScore score(Media media) {
    return MeanOpinionScore.of(
        Codec.G711,
        media.lossRatio(),
        media.burstRatio(),
        seconds(media.roundTripSeconds().orElse(0.0)),
        seconds(media.jitterSeconds()));
  }

  private static String scored(Media media, MeanOpinionScore score) {
    return String.format(
        Locale.ROOT,
        "MOS %.2f (ITU-T G.107, as G.711 with concealment): loss %.1f %%, burst ratio %.1f, jitter %.0f ms, round trip %s; codec %s",
        score.value(),
        media.lossRatio() * 100,
        media.burstRatio(),
        media.jitterSeconds() * 1000,
        media
            .roundTripSeconds()
            .map(trip -> String.format(Locale.ROOT, "%.0f ms", trip * 1000))
            .orElse("not told"),
        media.codec());
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }
}
