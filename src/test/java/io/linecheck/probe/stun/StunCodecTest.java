package io.linecheck.probe.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.linecheck.probe.stun.IntegrityKey.Algorithm;
import io.linecheck.probe.stun.IntegrityKey.PasswordAlgorithm;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.XorMappedAddressAttribute;
import org.ice4j.message.Message;
import org.junit.jupiter.api.Test;

class StunCodecTest {
  /** RFC 5769 section 2.1. */
  private static final String REQUEST =
      "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74"
          + "002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020"
          + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf";

  /** RFC 5769 section 2.2. */
  private static final String RESPONSE =
      "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220"
          + "002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
          + "80280004c07d4c96";

  /** RFC 5769 section 2.4. */
  private static final String LONG_TERM =
      "000100602112a44278ad3433c6ad72c029da412e00060012e3839ee38388e383aae38383e382afe382b90000"
          + "0015001c662f2f3439396b39353464364f4c33346f4c394653547679363473410014000b6578616d706c65"
          + "2e6f72670000080014f67024656dd64a3e02b8e0712e85c9a28ca89666";

  private static final IntegrityKey SHORT_TERM =
      IntegrityKey.raw(Algorithm.SHA1, Buffer.buffer("VOkJxbRl1RmTxUk/WvJxBt"));

  @Test
  void readsTheRequestOfRfc5769() {
    Buffer bytes = hex(REQUEST);
    StunMessage message = whole(bytes);
    assertEquals(StunMethod.BINDING, message.method());
    assertEquals(StunClass.REQUEST, message.kind());
    assertEquals(Optional.of("evtj:h6vY"), message.findText(AttributeType.USERNAME));
    assertEquals(Optional.of("STUN test client"), message.findText(AttributeType.SOFTWARE));
    assertEquals(Optional.of(true), StunCodec.verify(bytes, SHORT_TERM));
  }

  @Test
  void readsTheMappedAddressOfRfc5769() {
    StunMessage message = whole(hex(RESPONSE));
    assertEquals(
        Optional.of(new InetSocketAddress("192.0.2.1", 32853)),
        message.findXored(AttributeType.XOR_MAPPED_ADDRESS));
    assertEquals(Optional.of(true), StunCodec.verify(hex(RESPONSE), SHORT_TERM));
  }

  @Test
  void makesTheLongTermKeyOfRfc5769() {
    IntegrityKey key =
        IntegrityKey.longTerm(
            Algorithm.SHA1, PasswordAlgorithm.MD5, "マトリックス", "example.org", "TheMatrIX");
    assertEquals(Optional.of(true), StunCodec.verify(hex(LONG_TERM), key));
    StunMessage message = whole(hex(LONG_TERM));
    StunMessage unsigned =
        new StunMessage(
            message.method(),
            message.kind(),
            message.transaction(),
            message.attributes().subList(0, 3));
    assertEquals(hex(LONG_TERM), StunCodec.encode(unsigned, key));
  }

  @Test
  void everyMethodAndClassSurvivesTheRoundTrip() {
    for (StunMethod method : StunMethod.values()) {
      for (StunClass kind : StunClass.values()) {
        StunMessage message =
            StunMessage.of(method, kind, transaction())
                .with(AttributeType.REALM, "example.org")
                .with(AttributeType.ERROR_CODE, new ErrorCode(438, "Stale Nonce").encode())
                .withXored(AttributeType.XOR_PEER_ADDRESS, new InetSocketAddress("2001:db8::7", 9));
        assertEquals(message, whole(StunCodec.encode(message)));
        StunMessage printed = whole(StunCodec.fingerprinted(StunCodec.encode(message)));
        assertEquals(message.attributes(), printed.attributes().subList(0, 3));
      }
    }
  }

  @Test
  void anIndependentCodecReadsWhatWeWrite() throws Exception {
    InetSocketAddress mapped = new InetSocketAddress("198.51.100.7", 40001);
    Buffer bytes =
        StunCodec.encode(
            StunMessage.of(StunMethod.BINDING, StunClass.SUCCESS, transaction())
                .with(AttributeType.SOFTWARE, "abc")
                .withXored(AttributeType.XOR_MAPPED_ADDRESS, mapped));
    Message theirs = Message.decode(bytes.getBytes(), 0, bytes.length());
    XorMappedAddressAttribute address =
        (XorMappedAddressAttribute) theirs.getAttribute(Attribute.XOR_MAPPED_ADDRESS);
    assertEquals(mapped.getPort(), address.getAddress(theirs.getTransactionID()).getPort());
    assertEquals(mapped.getAddress(), address.getAddress(theirs.getTransactionID()).getAddress());
  }

  @Test
  void sha256IntegrityIsVerifiedAndRefusedWhenTouched() {
    IntegrityKey key =
        IntegrityKey.longTerm(
            Algorithm.SHA256, PasswordAlgorithm.SHA256, "7999", "example.org", "secret");
    Buffer bytes =
        StunCodec.encode(
            StunMessage.of(StunMethod.ALLOCATE, StunClass.REQUEST, transaction())
                .with(AttributeType.USERNAME, "7999"),
            key);
    assertEquals(Optional.of(true), StunCodec.verify(bytes, key));
    bytes.setByte(24, (byte) '8');
    assertEquals(Optional.of(false), StunCodec.verify(bytes, key));
    assertEquals(Optional.empty(), StunCodec.verify(bytes, SHORT_TERM));
  }

  @Test
  void everyBrokenRuleHasItsOwnWords() {
    assertEquals("4 bytes, a STUN header has 20: 00010000", malformed(hex("00010000")));
    assertEquals("0 bytes, a STUN header has 20: nothing", malformed(Buffer.buffer()));
    assertEquals(
        "not STUN: begins with \"HTTP/1.1 400 Bad Request\"",
        malformed(Buffer.buffer("HTTP/1.1 400 Bad Request")));
    assertEquals(
        "magic cookie 00000000, expected 2112a442", malformed(hex("00010000" + "00".repeat(16))));
    assertEquals(
        "header says 8 bytes of attributes, 0 came",
        malformed(hex("000100082112a442" + "00".repeat(12))));
    assertEquals("unknown method 0x00f", malformed(hex("000f00002112a442" + "00".repeat(12))));
    assertEquals(
        "attribute 0x8022 of 9 bytes runs past the end",
        malformed(hex("010100082112a442" + "00".repeat(12) + "8022000961626364")));
    assertEquals(
        "FINGERPRINT 00000000, expected c07d4c96",
        malformed(hex(RESPONSE.substring(0, RESPONSE.length() - 8) + "00000000")));
  }

  @Test
  void mutatedBytesNeverThrow() {
    Random random = new Random(5769);
    for (String sample : new String[] {REQUEST, RESPONSE, LONG_TERM}) {
      for (int round = 0; round < 4000; round++) {
        Buffer bytes = hex(sample);
        for (int i = random.nextInt(4); i >= 0; i--) {
          bytes.setByte(random.nextInt(bytes.length()), (byte) random.nextInt());
        }
        Buffer cut = bytes.getBuffer(0, random.nextInt(bytes.length() + 1));
        for (Buffer mutant : new Buffer[] {bytes, cut}) {
          if (StunCodec.decode(mutant) instanceof Decoded.Whole(StunMessage message)) {
            assertNotEquals("", message.words());
            message.error();
            message.findXored(AttributeType.XOR_MAPPED_ADDRESS);
            message.findAddress(AttributeType.MAPPED_ADDRESS);
            message.findNumber(AttributeType.LIFETIME);
          }
          StunCodec.verify(mutant, SHORT_TERM);
        }
      }
    }
  }

  private static Buffer transaction() {
    return hex("b7e7a701bc34d686fa87dfae");
  }

  private static StunMessage whole(Buffer bytes) {
    return assertInstanceOf(Decoded.Whole.class, StunCodec.decode(bytes)).message();
  }

  private static String malformed(Buffer bytes) {
    return assertInstanceOf(Decoded.Malformed.class, StunCodec.decode(bytes)).reason();
  }

  private static Buffer hex(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex));
  }
}
