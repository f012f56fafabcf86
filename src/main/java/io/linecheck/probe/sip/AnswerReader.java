package io.linecheck.probe.sip;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.message.SIPResponse;
import io.linecheck.probe.sip.SipAnswer.Binding;
import io.linecheck.probe.sip.SipAnswer.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.ProxyAuthenticateHeader;
import javax.sip.header.WWWAuthenticateHeader;

/** Turns a final answer into the observation of it. Judges nothing. */
final class AnswerReader {
  private static final List<String> KEPT =
      List.of(
          "server",
          "user-agent",
          "date",
          "retry-after",
          "min-expires",
          "expires",
          "warning",
          "reason",
          "p-registrar-error",
          "allow");
  private static final int MAX_VALUE = 200;
  private static final int MAX_BINDINGS = 50;

  /**
   * Reads an answer.
   *
   * @param text as it came: headers are kept in their raw form
   */
  SipAnswer read(SIPResponse response, String text) {
    return new SipAnswer(
        Outcome.ANSWERED,
        response.getStatusCode(),
        Objects.requireNonNullElse(response.getReasonPhrase(), ""),
        challenges(response),
        headers(text),
        bindings(response),
        "");
  }

  private static Map<String, String> headers(String text) {
    Map<String, String> kept = new LinkedHashMap<>();
    text.lines()
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .forEach(line -> {
          int colon = line.indexOf(':');
          String name = colon < 0 ? "" : line.substring(0, colon).strip();
          String key = name.toLowerCase(Locale.ROOT);
          if (KEPT.contains(key)) {
            String value = line.substring(colon + 1).strip();
            kept.putIfAbsent(
                key, value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value);
          }
        });
    return kept;
  }

  private static List<Challenge> challenges(SIPResponse response) {
    List<Challenge> challenges = new ArrayList<>();
    for (String name : List.of(WWWAuthenticateHeader.NAME, ProxyAuthenticateHeader.NAME)) {
      ListIterator<?> found = response.getHeaders(name);
      while (found != null && found.hasNext()) {
        if (found.next() instanceof WWWAuthenticateHeader header) {
          challenges.add(challenge(name.equals(ProxyAuthenticateHeader.NAME), header));
        }
      }
    }
    return challenges;
  }

  private static Challenge challenge(boolean proxy, WWWAuthenticateHeader header) {
    return new Challenge(
        proxy,
        header.getScheme(),
        header.getRealm(),
        header.getNonce(),
        header.getOpaque(),
        header.getAlgorithm(),
        header.getQop(),
        header.isStale());
  }

  private static List<Binding> bindings(SIPResponse response) {
    List<Binding> bindings = new ArrayList<>();
    ListIterator<?> contacts = response.getHeaders(ContactHeader.NAME);
    while (contacts != null && contacts.hasNext() && bindings.size() < MAX_BINDINGS) {
      if (contacts.next() instanceof Contact contact
          && !contact.isWildCard()
          && contact.getAddress() != null) {
        bindings.add(
            new Binding(
                String.valueOf(contact.getAddress().getURI()),
                contact.getParameter("expires") == null ? -1 : contact.getExpires()));
      }
    }
    return bindings;
  }

  /** The name of the header that answers a challenge. */
  static String authorizationName(boolean proxy) {
    return proxy ? "Proxy-Authorization" : AuthorizationHeader.NAME;
  }
}
