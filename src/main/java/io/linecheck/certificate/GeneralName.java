package io.linecheck.certificate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One GeneralName (RFC 5280 section 4.2.1.6), in a SAN or as the base of a name constraint. */
final class GeneralName {
  /** The alternatives, by their context tag. */
  enum Kind {
    OTHER,
    EMAIL,
    DNS,
    X400,
    DIRECTORY,
    EDI_PARTY,
    URI,
    IP,
    REGISTERED_ID;

    /** Whether anyone knows how such names are constrained (section 4.2.1.10). */
    boolean isUnderstood() {
      return switch (this) {
        case EMAIL, DNS, DIRECTORY, URI, IP -> true;
        case OTHER, X400, EDI_PARTY, REGISTERED_ID -> false;
      };
    }
  }

  final Kind kind;
  final String text;
  private final byte[] octets;
  final @Nullable DistinguishedName directory;

  private GeneralName(
      Kind kind, String text, byte[] octets, @Nullable DistinguishedName directory) {
    this.kind = kind;
    this.text = text;
    this.octets = octets;
    this.directory = directory;
  }

  /** A name that is not in a certificate: a mail address of the subject. */
  static GeneralName email(String address) {
    return new GeneralName(Kind.EMAIL, address, new byte[0], null);
  }

  /** The subject as a directory name. */
  static GeneralName directory(DistinguishedName name) {
    return new GeneralName(Kind.DIRECTORY, name.toString(), new byte[0], name);
  }

  /** Reads the names of a GeneralNames, which must not be empty. */
  static List<GeneralName> list(DerReader reader) throws DerException {
    List<GeneralName> names = new ArrayList<>();
    while (!reader.isEmpty()) {
      names.add(read(reader, false));
    }
    if (names.isEmpty()) {
      throw reader.broken("is an empty list of names");
    }
    return List.copyOf(names);
  }

  /**
   * Reads one.
   *
   * @param constraint whether it is the base of a subtree: an address then has its mask behind it
   */
  static GeneralName read(DerReader reader, boolean constraint) throws DerException {
    Der element = reader.next();
    int number = element.tag & 0x1f;
    if ((element.tag & 0xc0) != 0x80 || number >= Kind.values().length) {
      throw reader.broken("has a name of unknown kind, tag 0x%02x".formatted(element.tag));
    }
    Kind kind = Kind.values()[number];
    boolean constructed = (element.tag & 0x20) != 0;
    boolean expected =
        switch (kind) {
          case OTHER, X400, DIRECTORY, EDI_PARTY -> true;
          case EMAIL, DNS, URI, IP, REGISTERED_ID -> false;
        };
    if (constructed != expected) {
      throw reader.broken("has a name with tag 0x%02x".formatted(element.tag));
    }
    return switch (kind) {
      case EMAIL, DNS, URI -> new GeneralName(kind, ia5(element, reader), new byte[0], null);
      case IP -> ip(element, constraint, reader);
      case DIRECTORY -> {
        DerReader inside = element.inside("directoryName");
        DistinguishedName name = DistinguishedName.read(inside.enter(Der.SEQUENCE));
        inside.end();
        yield new GeneralName(kind, name.toString(), new byte[0], name);
      }
      case REGISTERED_ID -> new GeneralName(kind, reader.oid(element), new byte[0], null);
      case OTHER, X400, EDI_PARTY -> new GeneralName(kind, kind.name(), element.content(), null);
    };
  }

  private static String ia5(Der element, DerReader reader) throws DerException {
    for (int i = 0; i < element.length(); i++) {
      if (element.octet(i) >= 0x80) {
        throw reader.broken("has a name with an octet that is not ASCII (IA5String)");
      }
    }
    return element.latin1();
  }

  private static GeneralName ip(Der element, boolean constraint, DerReader reader)
      throws DerException {
    int size = constraint ? element.length() / 2 : element.length();
    if ((size != 4 && size != 16) || (constraint && element.length() != 2 * size)) {
      throw reader.broken("has an iPAddress of " + element.length() + " octets");
    }
    byte[] octets = element.content();
    String text = address(Arrays.copyOf(octets, size));
    if (constraint) {
      text += "/" + prefix(octets, size, reader);
    }
    return new GeneralName(Kind.IP, text, octets, null);
  }

  private static int prefix(byte[] octets, int size, DerReader reader) throws DerException {
    int ones = 0;
    boolean ended = false;
    for (int bit = 0; bit < size * 8; bit++) {
      boolean set = ((octets[size + bit / 8] >> (7 - bit % 8)) & 1) != 0;
      if (set && ended) {
        throw reader.broken("has an iPAddress whose mask is not contiguous");
      }
      ended |= !set;
      ones += set ? 1 : 0;
    }
    return ones;
  }

  private static String address(byte[] octets) {
    try {
      String text = InetAddress.getByAddress(octets).getHostAddress();
      return octets.length == 16 && text.indexOf(':') < 0 ? "::ffff:" + text : text;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The octets of an address; with its mask behind it in a constraint. */
  byte[] address() {
    return octets.clone();
  }

  /** Whether this is exactly that address. */
  boolean isAddress(byte[] other) {
    return kind == Kind.IP && Arrays.equals(octets, other);
  }

  /** Whether an address lies in the range that this constraint is. */
  boolean covers(GeneralName address) {
    byte[] other = address.octets;
    if (octets.length != 2 * other.length) {
      return false;
    }
    for (int i = 0; i < other.length; i++) {
      if (((octets[i] ^ other[i]) & octets[other.length + i]) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case DNS, IP -> text;
      case EMAIL, URI, DIRECTORY, REGISTERED_ID ->
          kind.name().toLowerCase(Locale.ROOT) + ":" + text;
      case OTHER, X400, EDI_PARTY -> kind.name().toLowerCase(Locale.ROOT);
    };
  }
}
