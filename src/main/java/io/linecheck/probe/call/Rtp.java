package io.linecheck.probe.call;

import java.nio.ByteBuffer;

/** The headers of RTP and RTCP packets (RFC 3550 sections 5.1 and 6.4). */
final class Rtp {
  /** Length of the fixed header, in bytes. */
  static final int HEADER = 12;

  private static final int SENDER_REPORT = 200;
  private static final int RECEIVER_REPORT = 201;
  private static final int REPORT_BLOCK = 24;

  private Rtp() {}

  /** An RTP packet with this payload. */
  static byte[] packet(int payloadType, int sequence, int timestamp, int ssrc, byte[] payload) {
    return ByteBuffer.allocate(HEADER + payload.length)
        .put((byte) 0x80)
        .put((byte) payloadType)
        .putShort((short) sequence)
        .putInt(timestamp)
        .putInt(ssrc)
        .put(payload)
        .array();
  }

  /** A sender report without report blocks. */
  static byte[] senderReport(int ssrc, long ntp, int timestamp, int packets, int octets) {
    return ByteBuffer.allocate(28)
        .put((byte) 0x80)
        .put((byte) SENDER_REPORT)
        .putShort((short) 6)
        .putInt(ssrc)
        .putLong(ntp)
        .putInt(timestamp)
        .putInt(packets)
        .putInt(octets)
        .array();
  }

  /** Whether it is RTCP: payload types 64 to 95 are not used beside it (RFC 5761 section 4). */
  static boolean isControl(byte[] packet) {
    int type = packet.length < 2 ? 0 : packet[1] & 0xff;
    return type >= 192 && type <= 223;
  }

  /** The synchronization source of an RTP packet; 0 where it is too short. */
  static int ssrc(byte[] packet) {
    return packet.length < HEADER ? 0 : ByteBuffer.wrap(packet).getInt(8);
  }

  /** The sender of an RTCP packet; 0 where it is too short. */
  static int controlSsrc(byte[] packet) {
    return packet.length < 8 ? 0 : ByteBuffer.wrap(packet).getInt(4);
  }

  /** The sequence number of an RTP packet, 0 to 65535. */
  static int sequence(byte[] packet) {
    return ByteBuffer.wrap(packet).getShort(2) & 0xffff;
  }

  /** The timestamp of an RTP packet, in units of its clock. */
  static int timestamp(byte[] packet) {
    return ByteBuffer.wrap(packet).getInt(4);
  }

  /**
   * Where the payload begins: behind contributing sources and extension; past the end if broken.
   */
  static int payloadOffset(byte[] packet) {
    int offset = HEADER + 4 * (packet[0] & 0x0f);
    boolean extended = (packet[0] & 0x10) != 0;
    if (extended && packet.length >= offset + 4) {
      offset += 4 + 4 * (ByteBuffer.wrap(packet).getShort(offset + 2) & 0xffff);
    }
    return offset;
  }

  /**
   * The cumulative number of our packets that a reporter has lost, out of the compound packet; -1
   * where it does not speak of us.
   *
   * @param ssrc ours
   */
  static int lost(byte[] compound, int ssrc) {
    ByteBuffer buffer = ByteBuffer.wrap(compound);
    for (int at = 0; at + 8 <= compound.length; ) {
      int blocks = compound[at] & 0x1f;
      int type = compound[at + 1] & 0xff;
      int end = at + 4 * ((buffer.getShort(at + 2) & 0xffff) + 1);
      int first =
          switch (type) {
            case SENDER_REPORT -> at + 28;
            case RECEIVER_REPORT -> at + 8;
            default -> end;
          };
      for (int i = 0; i < blocks; i++) {
        int block = first + i * REPORT_BLOCK;
        if (block + REPORT_BLOCK <= Math.min(end, compound.length)
            && buffer.getInt(block) == ssrc) {
          // 24 bits, signed: duplicates may make it negative.
          return Math.max(0, buffer.getInt(block + 4) << 8 >> 8);
        }
      }
      at = end;
    }
    return -1;
  }
}
