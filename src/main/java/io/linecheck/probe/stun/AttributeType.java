package io.linecheck.probe.stun;

import java.util.Optional;

/** The attributes that Linecheck reads or writes (RFC 8489, RFC 8656, RFC 5780). */
public enum AttributeType {
  MAPPED_ADDRESS(0x0001),
  CHANGE_REQUEST(0x0003),
  /** RFC 3489; old servers still send it. */
  SOURCE_ADDRESS(0x0004),
  /** RFC 3489; the OTHER-ADDRESS of old servers. */
  CHANGED_ADDRESS(0x0005),
  USERNAME(0x0006),
  MESSAGE_INTEGRITY(0x0008),
  ERROR_CODE(0x0009),
  UNKNOWN_ATTRIBUTES(0x000a),
  CHANNEL_NUMBER(0x000c),
  LIFETIME(0x000d),
  XOR_PEER_ADDRESS(0x0012),
  DATA(0x0013),
  REALM(0x0014),
  NONCE(0x0015),
  XOR_RELAYED_ADDRESS(0x0016),
  REQUESTED_ADDRESS_FAMILY(0x0017),
  EVEN_PORT(0x0018),
  REQUESTED_TRANSPORT(0x0019),
  DONT_FRAGMENT(0x001a),
  MESSAGE_INTEGRITY_SHA256(0x001c),
  PASSWORD_ALGORITHM(0x001d),
  USERHASH(0x001e),
  XOR_MAPPED_ADDRESS(0x0020),
  RESERVATION_TOKEN(0x0022),
  PASSWORD_ALGORITHMS(0x8002),
  ALTERNATE_DOMAIN(0x8003),
  SOFTWARE(0x8022),
  ALTERNATE_SERVER(0x8023),
  FINGERPRINT(0x8028),
  RESPONSE_ORIGIN(0x802b),
  OTHER_ADDRESS(0x802c);

  private final int code;

  AttributeType(int code) {
    this.code = code;
  }

  /** The 16-bit number on the wire. */
  public int code() {
    return code;
  }

  /** As the RFC spells it, {@code XOR-MAPPED-ADDRESS}. */
  public String words() {
    return name().replace('_', '-');
  }

  /** The attribute of this number, if it is one of ours. */
  public static Optional<AttributeType> find(int code) {
    for (AttributeType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
