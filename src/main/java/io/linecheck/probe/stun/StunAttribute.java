package io.linecheck.probe.stun;

import io.vertx.core.buffer.Buffer;

/**
 * One attribute as it stands on the wire (RFC 8489 section 14).
 *
 * @param code its 16-bit type; below 0x8000 a receiver must understand it
 * @param value without padding, at most 65535 bytes
 */
public record StunAttribute(int code, Buffer value) {
  /** Whether this is an attribute of the given type. */
  public boolean is(AttributeType type) {
    return code == type.code();
  }

  /** Its name, or its number where Linecheck does not know it. */
  public String words() {
    return AttributeType.find(code).map(AttributeType::words).orElse("0x%04x".formatted(code));
  }
}
