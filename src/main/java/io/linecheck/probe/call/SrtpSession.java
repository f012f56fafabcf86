package io.linecheck.probe.call;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;

/**
 * SRTP and SRTCP of one call, profile AES128_CM_HMAC_SHA1_80 (RFC 3711, RFC 5764), done by
 * jitsi-srtp. Sending and receiving may be on two threads, each of them on one.
 */
final class SrtpSession implements AutoCloseable {
  private static final int MAX_SOURCES = 8;

  private final SrtpContextFactory sending;
  private final SrtpContextFactory receiving;
  private final Map<Integer, SrtpCryptoContext> sources = new HashMap<>();
  private final Map<Integer, SrtcpCryptoContext> reporters = new HashMap<>();
  private final SrtpCryptoContext ours;
  private final SrtcpCryptoContext oursControl;

  /**
   * A session.
   *
   * @param ssrc of what we send
   */
  SrtpSession(SrtpKeys keys, int ssrc) throws GeneralSecurityException {
    var logger = new LoggerImpl("org.ice4j.srtp");
    this.sending =
        new SrtpContextFactory(true, keys.ourKey(), keys.ourSalt(), policy(), policy(), logger);
    this.receiving =
        new SrtpContextFactory(
            false, keys.theirKey(), keys.theirSalt(), policy(), policy(), logger);
    this.ours = sending.deriveContext(ssrc, 0);
    this.oursControl = sending.deriveControlContext(ssrc);
  }

  private static SrtpPolicy policy() {
    return new SrtpPolicy(
        SrtpPolicy.AESCM_ENCRYPTION, 16, SrtpPolicy.HMACSHA1_AUTHENTICATION, 20, 10, 14);
  }

  /** Encrypts one RTP packet. */
  byte[] protect(byte[] rtp) throws GeneralSecurityException {
    Buffer buffer = new Buffer(rtp);
    ours.transformPacket(buffer);
    return buffer.bytes();
  }

  /** Encrypts one RTCP packet. */
  byte[] protectControl(byte[] rtcp) throws GeneralSecurityException {
    Buffer buffer = new Buffer(rtcp);
    oursControl.transformPacket(buffer);
    return buffer.bytes();
  }

  /** Decrypts one RTP packet; empty where it is not authentic or was there before. */
  Optional<byte[]> open(byte[] srtp) {
    int ssrc = Rtp.ssrc(srtp);
    try {
      if (!sources.containsKey(ssrc) && sources.size() < MAX_SOURCES) {
        sources.put(ssrc, receiving.deriveContext(ssrc, 0));
      }
      SrtpCryptoContext context = sources.get(ssrc);
      Buffer buffer = new Buffer(srtp);
      return context != null && context.reverseTransformPacket(buffer, false) == SrtpErrorStatus.OK
          ? Optional.of(buffer.bytes())
          : Optional.empty();
    } catch (GeneralSecurityException | RuntimeException malformed) {
      // The library meets hostile packets with whatever exception comes to it.
      return Optional.empty();
    }
  }

  /** Decrypts one RTCP packet; empty where it is not authentic. */
  Optional<byte[]> openControl(byte[] srtcp) {
    int ssrc = Rtp.controlSsrc(srtcp);
    try {
      if (!reporters.containsKey(ssrc) && reporters.size() < MAX_SOURCES) {
        reporters.put(ssrc, receiving.deriveControlContext(ssrc));
      }
      SrtcpCryptoContext context = reporters.get(ssrc);
      Buffer buffer = new Buffer(srtcp);
      return context != null && context.reverseTransformPacket(buffer) == SrtpErrorStatus.OK
          ? Optional.of(buffer.bytes())
          : Optional.empty();
    } catch (GeneralSecurityException | RuntimeException malformed) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    sending.close();
    receiving.close();
  }

  /** A packet as jitsi-srtp transforms it in place. */
  private static final class Buffer implements ByteArrayBuffer {
    private byte[] bytes;
    private int offset;
    private int length;

    Buffer(byte[] packet) {
      this.bytes = Arrays.copyOf(packet, packet.length + 32);
      this.length = packet.length;
    }

    byte[] bytes() {
      return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    @Override
    public byte[] getBuffer() {
      return bytes;
    }

    @Override
    public int getOffset() {
      return offset;
    }

    @Override
    public int getLength() {
      return length;
    }

    @Override
    public void setLength(int newLength) {
      length = newLength;
    }

    @Override
    public void setOffset(int newOffset) {
      offset = newOffset;
    }

    @Override
    public boolean isInvalid() {
      return false;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] into) {
      System.arraycopy(bytes, offset + from, into, 0, count);
    }

    @Override
    public void grow(int more) {
      if (offset + length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, offset + length + more);
      }
    }

    @Override
    public void append(byte[] more, int count) {
      grow(count);
      System.arraycopy(more, 0, bytes, offset + length, count);
      length += count;
    }

    @Override
    public void shrink(int less) {
      length = Math.max(0, length - less);
    }
  }
}
