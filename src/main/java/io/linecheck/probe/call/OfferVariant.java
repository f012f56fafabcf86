package io.linecheck.probe.call;

/** How an offer may differ from a browser's, to find out which one thing is refused. */
public enum OfferVariant {
  /** As a browser makes it. */
  BROWSER("as a browser makes it"),
  /** Profile SAVP instead of SAVPF (RFC 5124). */
  PROFILE("profile UDP/TLS/RTP/SAVP instead of SAVPF"),
  /** Plain RTP, no ICE, no DTLS. */
  ENCRYPTION("RTP/AVP without ICE and encryption"),
  /** Every common codec of telephony beside the browser's. */
  CODEC("G722, G729, GSM and iLBC offered beside opus, PCMU and PCMA");

  private final String words;

  OfferVariant(String words) {
    this.words = words;
  }

  /** In words, for evidence. */
  public String words() {
    return words;
  }
}
