package io.linecheck.probe.stun;

import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One STUN or TURN message (RFC 8489 section 5).
 *
 * @param method what it is about
 * @param kind request, indication or response
 * @param transaction 12 bytes that tie a response to its request
 * @param attributes in the order of the wire
 */
public record StunMessage(
    StunMethod method, StunClass kind, Buffer transaction, List<StunAttribute> attributes) {
  /** How many characters of a server's text are kept. */
  private static final int MAX_TEXT = 763;

  public StunMessage {
    attributes = List.copyOf(attributes);
    if (transaction.length() != 12) {
      throw new IllegalArgumentException(
          "a transaction id has 12 bytes, not " + transaction.length());
    }
  }

  /** A message without attributes. */
  public static StunMessage of(StunMethod method, StunClass kind, Buffer transaction) {
    return new StunMessage(method, kind, transaction, List.of());
  }

  /** The same with one more attribute. */
  public StunMessage with(AttributeType type, Buffer value) {
    List<StunAttribute> more = new ArrayList<>(attributes);
    more.add(new StunAttribute(type.code(), value));
    return new StunMessage(method, kind, transaction, more);
  }

  /** The same with one more attribute of text. */
  public StunMessage with(AttributeType type, String text) {
    return with(type, Buffer.buffer(text));
  }

  /** The same with one more XORed address. */
  public StunMessage withXored(AttributeType type, InetSocketAddress address) {
    return with(type, TransportAddress.xored(address, transaction));
  }

  /** The value of the first attribute of a type. */
  public Optional<Buffer> find(AttributeType type) {
    return attributes.stream()
        .filter(attribute -> attribute.is(type))
        .map(StunAttribute::value)
        .findFirst();
  }

  /** The first attribute of a type as text. */
  public Optional<String> findText(AttributeType type) {
    return find(type).map(StunMessage::text);
  }

  /** The first attribute of a type as a 32-bit number. */
  public OptionalLong findNumber(AttributeType type) {
    Optional<Buffer> value = find(type).filter(bytes -> bytes.length() == 4);
    return value.isPresent()
        ? OptionalLong.of(value.get().getUnsignedInt(0))
        : OptionalLong.empty();
  }

  /** A plain address. */
  public Optional<InetSocketAddress> findAddress(AttributeType type) {
    return find(type).flatMap(TransportAddress::findPlain);
  }

  /** A XORed address. */
  public Optional<InetSocketAddress> findXored(AttributeType type) {
    return find(type).flatMap(value -> TransportAddress.findXored(value, transaction));
  }

  /** Why it was refused. */
  public Optional<ErrorCode> error() {
    return find(AttributeType.ERROR_CODE).flatMap(ErrorCode::find);
  }

  /** One line for the transcript; never holds what must stay secret. */
  public String words() {
    StringBuilder line = new StringBuilder(method.words()).append(' ').append(kind.words());
    error().ifPresent(error -> line.append(' ').append(error.words()));
    for (StunAttribute attribute : attributes) {
      AttributeType.find(attribute.code())
          .ifPresentOrElse(
              type -> words(type, line), () -> line.append(", ").append(attribute.words()));
    }
    return line.toString();
  }

  private void words(AttributeType type, StringBuilder line) {
    switch (type) {
      case XOR_MAPPED_ADDRESS, XOR_RELAYED_ADDRESS, XOR_PEER_ADDRESS ->
          findXored(type).ifPresent(value -> append(line, type, TransportAddress.words(value)));
      case MAPPED_ADDRESS, OTHER_ADDRESS, RESPONSE_ORIGIN, CHANGED_ADDRESS, SOURCE_ADDRESS ->
          findAddress(type).ifPresent(value -> append(line, type, TransportAddress.words(value)));
      case USERNAME, REALM, SOFTWARE ->
          findText(type).ifPresent(value -> append(line, type, '"' + value + '"'));
      case LIFETIME -> findNumber(type).ifPresent(value -> append(line, type, value + " s"));
      case ERROR_CODE, DATA -> {}
      case ALTERNATE_SERVER,
          CHANGE_REQUEST,
          MESSAGE_INTEGRITY,
          UNKNOWN_ATTRIBUTES,
          CHANNEL_NUMBER,
          NONCE,
          REQUESTED_ADDRESS_FAMILY,
          EVEN_PORT,
          REQUESTED_TRANSPORT,
          DONT_FRAGMENT,
          MESSAGE_INTEGRITY_SHA256,
          PASSWORD_ALGORITHM,
          USERHASH,
          RESERVATION_TOKEN,
          PASSWORD_ALGORITHMS,
          ALTERNATE_DOMAIN,
          FINGERPRINT ->
          line.append(", ").append(type.words());
    }
  }

  private static void append(StringBuilder line, AttributeType type, String value) {
    line.append(", ").append(type.words()).append(' ').append(value);
  }

  /** Text from outside, cut to the length that RFC 8489 allows. */
  static String text(Buffer value) {
    String text = value.toString(StandardCharsets.UTF_8);
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }
}
