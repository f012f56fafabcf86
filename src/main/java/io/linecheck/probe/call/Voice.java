package io.linecheck.probe.call;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What is said in a call: 20 ms of near silence a packet, in which the lowest bits are a mark of
 * our own, so that a packet that comes back as it went is known again.
 *
 * @param codec as SDP spells it, {@code PCMU/8000}
 * @param payloadType its number in this call
 * @param clock timestamp units of 20 ms
 */
record Voice(String codec, int payloadType, int clock) {
  private static final int MARK = 16;
  private static final int G711_BYTES = 160;

  /**
   * RFC 6716 section 3.2.5: a packet of code 3 with one frame of silence and padding, in which a
   * decoder reads nothing.
   */
  private static final byte[] OPUS_SILENCE = {(byte) 0xfb, 0x41, MARK, (byte) 0xff, (byte) 0xfe};

  /** The voice of a codec as an answer lists it, {@code 0 PCMU/8000}. */
  static Voice of(String answered) {
    String[] words = answered.split(" ", 2);
    boolean opus = words[1].toLowerCase(Locale.ROOT).startsWith("opus");
    return new Voice(words[1], Integer.parseInt(words[0]), opus ? 960 : 160);
  }

  /** The next 20 ms. */
  byte[] payload(RandomGenerator random) {
    byte[] mark = new byte[MARK];
    random.nextBytes(mark);
    if (clock == 960) {
      byte[] packet = Arrays.copyOf(OPUS_SILENCE, OPUS_SILENCE.length + MARK);
      System.arraycopy(mark, 0, packet, OPUS_SILENCE.length, MARK);
      return packet;
    }
    // G.711: the quietest codes of both laws, told apart in their lowest bits.
    boolean aLaw = codec.toLowerCase(Locale.ROOT).startsWith("pcma");
    byte[] packet = new byte[G711_BYTES];
    Arrays.fill(packet, (byte) (aLaw ? 0xd5 : 0xff));
    for (int i = 0; i < 2 * MARK; i++) {
      int bits = (mark[i / 2] >> (i % 2 * 4)) & 0x0f;
      packet[i] = (byte) (aLaw ? 0xd5 ^ ((bits & 7) << 1) : 0xff ^ (bits & 7));
    }
    return packet;
  }

  /** What tells a payload apart; empty where it is not as long as ours. */
  Optional<String> mark(byte[] packet, int offset) {
    int from = clock == 960 ? offset + OPUS_SILENCE.length : offset;
    int length = clock == 960 ? MARK : 2 * MARK;
    return packet.length >= from + length
        ? Optional.of(
            new String(packet, from, length, java.nio.charset.StandardCharsets.ISO_8859_1))
        : Optional.empty();
  }
}
