package io.linecheck.probe.sip;

import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.MessageFactoryImpl;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.ListIterator;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.sip.InvalidArgumentException;
import javax.sip.SipException;
import javax.sip.address.Address;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.FromHeader;
import javax.sip.header.RecordRouteHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;

/**
 * Builds the requests of one phone on one line (RFC 3261 sections 8.1.1, 10.2 and 11.1, RFC 7118
 * section 5): Via with transport WSS, and the random {@code .invalid} host of a browser in Via and
 * Contact.
 */
final class SipWriter {
  /** How the user part of every contact of Linecheck's begins, so that it knows its own. */
  static final String CONTACT_PREFIX = "linecheck-";

  /** What is answered with 200. One header each: the factory refuses lists. */
  private static final List<String> HEARD =
      List.of(
          Request.ACK, Request.BYE, Request.CANCEL, Request.INFO, Request.NOTIFY, Request.OPTIONS);

  private static final int MAX_HOPS = 20;

  private final AddressFactoryImpl addresses = new AddressFactoryImpl();
  private final HeaderFactoryImpl headers = new HeaderFactoryImpl();
  private final MessageFactoryImpl messages = new MessageFactoryImpl();
  private final RandomGenerator random;
  private final String domain;
  private final String home;
  private final String contactUser;

  /**
   * A writer.
   *
   * @param domain the SIP domain: the dialer's host
   */
  SipWriter(String domain, RandomGenerator random) {
    this.random = random;
    this.domain = domain.indexOf(':') >= 0 ? "[" + domain + "]" : domain;
    this.home = token(6) + ".invalid";
    this.contactUser = CONTACT_PREFIX + token(4);
  }

  /**
   * A series of requests that share Call-ID and From tag: one phone, one purpose.
   *
   * @param user who asks
   * @param callId the Call-ID
   * @param tag the From tag
   */
  record Dialogue(String user, String callId, String tag) {}

  Dialogue dialogue(String user) {
    return new Dialogue(escaped(user), token(12), token(5));
  }

  /** The URI of our own contact. */
  String contactUri() {
    return "sip:" + contactUser + "@" + home + ";transport=ws";
  }

  /** An OPTIONS to the server itself, or to an extension. */
  SIPRequest options(Dialogue dialogue, long sequence, Optional<String> extension) {
    SIPRequest request =
        request(Request.OPTIONS, dialogue, sequence, extension.map(SipWriter::escaped));
    add(request, "Accept", "application/sdp");
    return request;
  }

  /** A REGISTER without Contact: asks for the bindings (RFC 3261 section 10.2.3). */
  SIPRequest query(Dialogue dialogue, long sequence) {
    return request(Request.REGISTER, dialogue, sequence, Optional.of(dialogue.user()));
  }

  /** A REGISTER of our own contact; zero seconds remove it (RFC 3261 section 10.2.2). */
  SIPRequest register(Dialogue dialogue, long sequence, int expiresSeconds) {
    SIPRequest request = query(dialogue, sequence);
    add(request, "Contact", "<" + contactUri() + ">;expires=" + expiresSeconds);
    add(request, "Expires", Integer.toString(expiresSeconds));
    return request;
  }

  /** An INVITE to an extension, with an offer (RFC 3261 section 13.2.1). */
  SIPRequest invite(Dialogue dialogue, long sequence, String extension, String offer) {
    SIPRequest request =
        request(Request.INVITE, dialogue, sequence, Optional.of(escaped(extension)));
    add(request, "Contact", "<" + contactUri() + ">");
    for (String method : HEARD) {
      add(request, "Allow", method);
    }
    try {
      request.setContent(offer, headers.createContentTypeHeader("application", "sdp"));
    } catch (ParseException e) {
      throw new IllegalStateException("an offer of our own", e);
    }
    return request;
  }

  /**
   * A request within the dialog that an answer to an INVITE made (RFC 3261 section 12.2.1.1): to
   * the remote target, by the route that was recorded. What the answer lacks is taken from the
   * INVITE.
   */
  SIPRequest within(SIPRequest invite, SIPResponse accepted, String method, long sequence) {
    try {
      Address target =
          accepted.getContactHeader() == null
              ? invite.getTo().getAddress()
              : accepted.getContactHeader().getAddress();
      SIPRequest request =
          (SIPRequest)
              messages.createRequest(
                  (URI) target.getURI().clone(),
                  method,
                  invite.getCallId(),
                  headers.createCSeqHeader(sequence, method),
                  invite.getFrom(),
                  accepted.getTo(),
                  List.of(headers.createViaHeader(home, -1, "WSS", "z9hG4bK" + token(8))),
                  headers.createMaxForwardsHeader(70));
      for (Address hop : recordedRoute(accepted)) {
        request.addHeader(headers.createRouteHeader(hop));
      }
      add(request, "User-Agent", "Linecheck");
      return request;
    } catch (ParseException | InvalidArgumentException e) {
      throw new IllegalStateException(method + " of a call: " + e.getMessage(), e);
    }
  }

  /** The CANCEL of an INVITE (RFC 3261 section 9.1). */
  SIPRequest cancel(SIPRequest invite) {
    try {
      return invite.createCancelRequest();
    } catch (SipException e) {
      throw new IllegalStateException("CANCEL of an INVITE of our own", e);
    }
  }

  /** The ACK of a refused INVITE (RFC 3261 section 17.1.1.3). */
  SIPRequest refusalHeard(SIPRequest invite, SIPResponse refusal) {
    try {
      return invite.createErrorAck((To) refusal.getTo());
    } catch (SipException | ParseException e) {
      throw new IllegalStateException("ACK of an INVITE of our own", e);
    }
  }

  /** The recorded route as a caller uses it: last hop first (RFC 3261 section 12.1.2). */
  private static List<Address> recordedRoute(SIPResponse accepted) {
    List<Address> route = new ArrayList<>();
    ListIterator<?> hops = accepted.getHeaders(RecordRouteHeader.NAME);
    while (hops != null && hops.hasNext() && route.size() < MAX_HOPS) {
      if (hops.next() instanceof RecordRouteHeader hop) {
        route.addFirst(hop.getAddress());
      }
    }
    return route;
  }

  /** Adds a header. */
  void add(SIPRequest request, String name, String value) {
    try {
      request.addHeader(headers.createHeader(name, value));
    } catch (ParseException e) {
      throw new IllegalStateException("a header of our own: " + name, e);
    }
  }

  /**
   * The plain answer to a request of the server's: 200 where it only wants to be heard, 488 to a
   * new offer (the call goes on as it was, RFC 3261 section 14.2), else 405.
   */
  SIPResponse answer(SIPRequest request) throws ParseException {
    int status =
        switch (request.getMethod()) {
          case Request.OPTIONS, Request.NOTIFY, Request.BYE, Request.CANCEL, Request.INFO -> 200;
          case Request.INVITE, Request.UPDATE -> request.getTo().getTag() == null ? 486 : 488;
          default -> 405;
        };
    SIPResponse response = request.createResponse(status);
    if (response.getToTag() == null) {
      response.setToTag(token(5));
    }
    for (String method : HEARD) {
      response.addHeader(headers.createAllowHeader(method));
    }
    return response;
  }

  /** A random client nonce. */
  String cnonce() {
    return token(8);
  }

  private SIPRequest request(
      String method, Dialogue dialogue, long sequence, Optional<String> toUser) {
    try {
      String target =
          !method.equals(Request.REGISTER) && toUser.isPresent()
              ? "sip:" + toUser.get() + "@" + domain
              : "sip:" + domain;
      Address from = addresses.createAddress("<sip:" + dialogue.user() + "@" + domain + ">");
      Address to =
          addresses.createAddress(
              "<sip:" + toUser.map(user -> user + "@").orElse("") + domain + ">");
      SipURI uri = (SipURI) addresses.createURI(target);
      FromHeader fromHeader = headers.createFromHeader(from, dialogue.tag());
      ToHeader toHeader = headers.createToHeader(to, null);
      Request request =
          messages.createRequest(
              uri,
              method,
              headers.createCallIdHeader(dialogue.callId()),
              headers.createCSeqHeader(sequence, method),
              fromHeader,
              toHeader,
              List.of(headers.createViaHeader(home, -1, "WSS", "z9hG4bK" + token(8))),
              headers.createMaxForwardsHeader(70));
      SIPRequest built = (SIPRequest) request;
      add(built, "User-Agent", "Linecheck");
      return built;
    } catch (ParseException | InvalidArgumentException e) {
      throw new IllegalStateException(
          "a request of our own: " + method + " to " + domain + ": " + e.getMessage(), e);
    }
  }

  private String token(int bytes) {
    byte[] token = new byte[bytes];
    random.nextBytes(token);
    return HexFormat.of().formatHex(token);
  }

  /** The user part of a URI (RFC 3261 section 25.1): what is not unreserved is escaped. */
  static String escaped(String user) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : user.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= '0' && b <= '9')
              || (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || "-_.!~*'()&=+$,;?/".indexOf(b) >= 0;
      escaped.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
    }
    return escaped.toString();
  }
}
