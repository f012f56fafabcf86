package io.linecheck.probe.call;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;

/**
 * The SDP that a browser offers for one audio line, all candidates gathered (RFC 8829 section 5.2,
 * RFC 8839, RFC 8122, RFC 8843).
 *
 * @param session a number of our own
 * @param local where media is received
 * @param candidates the candidate attributes, without {@code a=}
 * @param ufrag ICE user fragment
 * @param password ICE password
 * @param fingerprint SHA-256 of our certificate, in pairs of hex digits
 */
record Offer(
    long session,
    InetSocketAddress local,
    List<String> candidates,
    String ufrag,
    String password,
    String fingerprint) {
  Offer {
    candidates = List.copyOf(candidates);
    Objects.requireNonNull(fingerprint);
  }

  /** The text, with CRLF. */
  String text(OfferVariant variant) {
    boolean secured = variant != OfferVariant.ENCRYPTION;
    String profile =
        switch (variant) {
          case BROWSER, CODEC -> "UDP/TLS/RTP/SAVPF";
          case PROFILE -> "UDP/TLS/RTP/SAVP";
          case ENCRYPTION -> "RTP/AVP";
        };
    boolean more = variant == OfferVariant.CODEC;
    String address =
        (local.getAddress() instanceof Inet6Address ? "IN IP6 " : "IN IP4 ")
            + local.getAddress().getHostAddress();
    StringBuilder text = new StringBuilder(1024);
    line(text, "v=0");
    line(text, "o=- " + session + " 2 " + address);
    line(text, "s=-");
    line(text, "t=0 0");
    if (secured) {
      line(text, "a=group:BUNDLE 0");
    }
    line(
        text,
        "m=audio "
            + local.getPort()
            + " "
            + profile
            + " 111 0 8"
            + (more ? " 9 18 3 97" : "")
            + " 101");
    line(text, "c=" + address);
    if (secured) {
      candidates.forEach(candidate -> line(text, "a=" + candidate));
      line(text, "a=ice-ufrag:" + ufrag);
      line(text, "a=ice-pwd:" + password);
      line(text, "a=fingerprint:sha-256 " + fingerprint);
      line(text, "a=setup:actpass");
      line(text, "a=mid:0");
      line(text, "a=rtcp-mux");
    }
    line(text, "a=sendrecv");
    line(text, "a=rtpmap:111 opus/48000/2");
    line(text, "a=fmtp:111 minptime=10;useinbandfec=1");
    line(text, "a=rtpmap:0 PCMU/8000");
    line(text, "a=rtpmap:8 PCMA/8000");
    if (more) {
      line(text, "a=rtpmap:9 G722/8000");
      line(text, "a=rtpmap:18 G729/8000");
      line(text, "a=rtpmap:3 GSM/8000");
      line(text, "a=rtpmap:97 iLBC/8000");
    }
    line(text, "a=rtpmap:101 telephone-event/8000");
    line(text, "a=ptime:20");
    if (secured) {
      line(text, "a=end-of-candidates");
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append("\r\n");
  }
}
