package io.linecheck.probe.stun;

import java.util.Optional;

/** What a message asks for (RFC 8489 section 18.2, RFC 8656 section 17). */
public enum StunMethod {
  /** Which address do you see me at? */
  BINDING(0x001, "Binding"),
  /** Give me a relayed address. */
  ALLOCATE(0x003, "Allocate"),
  /** Keep or, with a lifetime of zero, release it. */
  REFRESH(0x004, "Refresh"),
  /** Data to a peer. */
  SEND(0x006, "Send"),
  /** Data from a peer. */
  DATA(0x007, "Data"),
  /** Let this peer send to my relayed address. */
  CREATE_PERMISSION(0x008, "CreatePermission"),
  /** Give this peer a channel number. */
  CHANNEL_BIND(0x009, "ChannelBind");

  private final int code;
  private final String words;

  StunMethod(int code, String words) {
    this.code = code;
    this.words = words;
  }

  /** The 12-bit number on the wire. */
  public int code() {
    return code;
  }

  /** As the RFC spells it. */
  public String words() {
    return words;
  }

  /** The method of this number, if it is one of ours. */
  public static Optional<StunMethod> find(int code) {
    for (StunMethod method : values()) {
      if (method.code == code) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }
}
