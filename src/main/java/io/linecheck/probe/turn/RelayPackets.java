package io.linecheck.probe.turn;

import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.OptionalInt;

/** Makes the packets of one measurement and tells them from anything else that comes. */
final class RelayPackets {
  private static final int MARK = 12;

  private final Buffer mark;
  private final int bytes;

  /** Packets of this size, of which a random mark and a number are the beginning. */
  RelayPackets(int bytes) {
    byte[] random = new byte[MARK];
    new SecureRandom().nextBytes(random);
    // The first two bits of RTP version 2, so that no middle box takes it for STUN.
    random[0] = (byte) 0x80;
    this.mark = Buffer.buffer(random);
    this.bytes = Math.max(bytes, MARK + 4);
  }

  /** The packet of this number. */
  Buffer packet(int number) {
    Buffer packet = mark.copy().appendInt(number);
    return packet.appendBytes(new byte[bytes - packet.length()]);
  }

  /** The number of a packet of ours; empty for anything else. */
  OptionalInt number(Buffer data) {
    return data.length() == bytes && data.getBuffer(0, MARK).equals(mark)
        ? OptionalInt.of(data.getInt(MARK))
        : OptionalInt.empty();
  }
}
