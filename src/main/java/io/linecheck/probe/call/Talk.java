package io.linecheck.probe.call;

import io.linecheck.probe.call.CallObservation.Media;
import io.linecheck.probe.call.MediaSocket.Arrival;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Fifty packets a second for the length of a call, paced by the clock and not by the last packet,
 * with a sender report each second. Runs on a virtual thread of its own; what it sent is read after
 * it has ended.
 */
final class Talk {
  private static final Duration EVERY = Duration.ofMillis(20);
  private static final int PER_SECOND = 50;

  /** Seconds from 1900 to 1970 (RFC 5905 section 6). */
  private static final long NTP_EPOCH = 2_208_988_800L;

  private final Voice voice;
  private final SrtpSession srtp;
  private final MediaSocket socket;
  private final int ssrc;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Map<String, Long> sentAt = new HashMap<>();
  private int sent;
  private long began;
  private long ended;

  Talk(
      Voice voice,
      SrtpSession srtp,
      MediaSocket socket,
      int ssrc,
      RandomGenerator random,
      InstantSource clock) {
    this.voice = voice;
    this.srtp = srtp;
    this.socket = socket;
    this.ssrc = ssrc;
    this.random = random;
    this.clock = clock;
  }

  /** Talks until the time is up or the thread is interrupted. */
  void run(Duration length) {
    began = System.nanoTime();
    int firstSequence = random.nextInt(0x8000);
    int octets = 0;
    long packets = length.dividedBy(EVERY);
    try {
      for (int i = 0; i < packets && !Thread.currentThread().isInterrupted(); i++) {
        LockSupport.parkNanos(began + i * EVERY.toNanos() - System.nanoTime());
        byte[] payload = voice.payload(random);
        int timestamp = i * voice.clock();
        byte[] packet =
            srtp.protect(
                Rtp.packet(voice.payloadType(), firstSequence + i, timestamp, ssrc, payload));
        voice.mark(payload, 0).ifPresent(mark -> sentAt.put(mark, System.nanoTime()));
        socket.send(packet, packet.length);
        sent++;
        octets += payload.length;
        if (i % PER_SECOND == 0) {
          byte[] report =
              srtp.protectControl(Rtp.senderReport(ssrc, ntp(), timestamp, sent, octets));
          socket.send(report, report.length);
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a packet of our own cannot be encrypted", e);
    } finally {
      ended = System.nanoTime();
    }
  }

  private long ntp() {
    var now = clock.instant();
    long fraction = now.getNano() * 0x1_0000_0000L / 1_000_000_000L;
    return ((now.getEpochSecond() + NTP_EPOCH) << 32) | fraction;
  }

  /** What became of the packets, from everything that came. */
  Media listen(List<Arrival> arrivals) {
    Reception reception = new Reception(voice.clock() * PER_SECOND);
    int unauthentic = 0;
    Optional<Integer> peerLost = Optional.empty();
    Map<String, Long> waiting = new HashMap<>(sentAt);
    for (Arrival arrival : arrivals) {
      boolean control = Rtp.isControl(arrival.packet());
      Optional<byte[]> opened =
          control ? srtp.openControl(arrival.packet()) : srtp.open(arrival.packet());
      if (opened.isEmpty()) {
        unauthentic++;
      } else if (control) {
        int lost = Rtp.lost(opened.get(), ssrc);
        peerLost = lost < 0 ? peerLost : Optional.of(lost);
      } else {
        byte[] packet = opened.get();
        Optional<Long> left = voice.mark(packet, Rtp.payloadOffset(packet)).map(waiting::remove);
        reception.came(
            Rtp.ssrc(packet),
            Rtp.sequence(packet),
            Rtp.timestamp(packet),
            arrival.nanos(),
            left.map(at -> arrival.nanos() - at));
      }
    }
    int all = Math.max(1, sent);
    return new Media(
        voice.codec(),
        sent,
        reception.received(),
        reception.expected(),
        unauthentic,
        Math.max(0, (ended - reception.lastNanos(began)) / 1e9),
        reception.jitterSeconds(),
        reception.burstRatio(),
        reception.roundTripSeconds(),
        peerLost.map(lost -> Math.min(1, lost / (double) all)),
        (ended - began) / 1e9);
  }
}
