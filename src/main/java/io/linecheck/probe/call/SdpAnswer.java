package io.linecheck.probe.call;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The audio line of an SDP answer (RFC 8866, RFC 3264 section 6), as it stands; what is missing is
 * empty.
 *
 * @param port of the audio line; 0 where the line is refused or missing
 * @param profile {@code UDP/TLS/RTP/SAVPF}
 * @param connection the address of {@code c=}
 * @param codecs the payload types with names, {@code 0 PCMU/8000}, preferred first
 * @param direction {@code sendrecv}, {@code sendonly}, {@code recvonly} or {@code inactive}
 * @param rtcpMux whether RTP and RTCP share a port (RFC 5761)
 * @param ufrag ICE user fragment
 * @param password ICE password; a credential of this call alone
 * @param candidates the candidates of component 1 over UDP
 * @param fingerprint hash and value, {@code sha-256 AB:CD…}
 * @param setup {@code active}, {@code passive}, {@code actpass}, {@code holdconn} (RFC 4145)
 */
public record SdpAnswer(
    int port,
    String profile,
    String connection,
    List<String> codecs,
    String direction,
    boolean rtcpMux,
    String ufrag,
    String password,
    List<Candidate> candidates,
    String fingerprint,
    String setup) {
  private static final int MAX_LINES = 500;
  private static final int MAX_CANDIDATES = 30;
  private static final Map<Integer, String> STATIC_PAYLOADS =
      Map.of(0, "PCMU/8000", 3, "GSM/8000", 8, "PCMA/8000", 9, "G722/8000", 18, "G729/8000");

  public SdpAnswer {
    profile = Objects.requireNonNullElse(profile, "");
    connection = Objects.requireNonNullElse(connection, "");
    codecs = codecs == null ? List.of() : List.copyOf(codecs);
    direction = Objects.requireNonNullElse(direction, "sendrecv");
    ufrag = Objects.requireNonNullElse(ufrag, "");
    password = Objects.requireNonNullElse(password, "");
    candidates = candidates == null ? List.of() : List.copyOf(candidates);
    fingerprint = Objects.requireNonNullElse(fingerprint, "");
    setup = Objects.requireNonNullElse(setup, "");
  }

  /**
   * A way to the peer (RFC 8839 section 5.1).
   *
   * @param foundation groups candidates of one base
   * @param priority the higher the better
   * @param address an IP address; names are left out
   * @param port its port
   * @param type {@code host}, {@code srflx}, {@code prflx} or {@code relay}
   */
  public record Candidate(
      String foundation, long priority, String address, int port, String type) {}

  /** The address of a literal; empty for names and for what only looks like one. */
  static Optional<InetAddress> literal(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }

  /** Reads an answer; lines that make no sense are passed over. */
  static SdpAnswer read(String sdp) {
    Reading reading = new Reading();
    sdp.lines().limit(MAX_LINES).forEach(reading::line);
    return reading.answer();
  }

  /** The growing answer. */
  private static final class Reading {
    /** Session-level attributes hold for the audio line where it has none of its own. */
    private final Map<String, String> attributes = new HashMap<>();

    private final Map<Integer, String> names = new HashMap<>(STATIC_PAYLOADS);
    private final List<Integer> payloads = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private boolean ours = true;
    private boolean found;
    private int port;
    private String profile = "";
    private String connection = "";

    void line(String line) {
      if (line.startsWith("m=")) {
        ours = !found && line.startsWith("m=audio ");
        found |= ours;
        if (ours) {
          media(line.substring(8).strip().split("\\s+", -1));
        }
      } else if (ours && line.startsWith("c=")) {
        String[] words = line.substring(2).strip().split("\\s+", -1);
        connection = words[words.length - 1].replaceAll("/.*", "");
      } else if (ours && line.startsWith("a=")) {
        attribute(line.substring(2).strip());
      }
    }

    private void media(String[] words) {
      port = number(words[0].replaceAll("/.*", ""));
      profile = words.length > 1 ? words[1] : "";
      for (int i = 2; i < words.length; i++) {
        payloads.add(number(words[i]));
      }
    }

    private void attribute(String attribute) {
      int colon = attribute.indexOf(':');
      String name = (colon < 0 ? attribute : attribute.substring(0, colon)).strip();
      String value = colon < 0 ? "" : attribute.substring(colon + 1).strip();
      switch (name.toLowerCase(Locale.ROOT)) {
        case "candidate" -> candidate(value.split("\\s+", -1));
        case "rtpmap" -> {
          String[] words = value.split("\\s+", 2);
          if (words.length == 2) {
            names.put(number(words[0]), words[1]);
          }
        }
        case "sendrecv", "sendonly", "recvonly", "inactive" -> attributes.put("direction", name);
        default -> attributes.put(name.toLowerCase(Locale.ROOT), value);
      }
    }

    private void candidate(String[] words) {
      boolean usable =
          words.length >= 8
              && words[1].equals("1")
              && words[2].equalsIgnoreCase("udp")
              && literal(words[4]).isPresent()
              && candidates.size() < MAX_CANDIDATES;
      if (usable
          && words[3].matches("\\d{1,10}")
          && number(words[5]) > 0
          && number(words[5]) < 0x1_0000) {
        candidates.add(
            new Candidate(
                words[0], Long.parseLong(words[3]), words[4], number(words[5]), words[7]));
      }
    }

    private static int number(String word) {
      return word.matches("\\d{1,5}") ? Integer.parseInt(word) : -1;
    }

    SdpAnswer answer() {
      return new SdpAnswer(
          Math.max(0, port),
          profile,
          connection,
          payloads.stream()
              .filter(payload -> payload >= 0 && payload < 128)
              .map(payload -> payload + " " + names.getOrDefault(payload, ""))
              .toList(),
          attributes.getOrDefault("direction", "sendrecv"),
          attributes.containsKey("rtcp-mux"),
          attributes.getOrDefault("ice-ufrag", ""),
          attributes.getOrDefault("ice-pwd", ""),
          candidates,
          attributes.getOrDefault("fingerprint", ""),
          attributes.getOrDefault("setup", ""));
    }
  }
}
