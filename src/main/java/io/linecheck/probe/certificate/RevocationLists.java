package io.linecheck.probe.certificate;

import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.RevocationList;
import io.linecheck.certificate.Verdict;
import io.linecheck.probe.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Revocation lists (RFC 5280 section 5), fetched over plain http from where trusted certificates
 * say (section 4.2.1.13), within limits of size, number and time, and kept for four hours at most.
 * A list that cannot be fetched is nobody's fault. Only chains that end at a trusted root are
 * followed, so that no server can send Linecheck where it likes. Thread-safe; fetching blocks a
 * virtual thread of the survey's.
 */
public final class RevocationLists {
  private static final int LARGEST = 8 << 20;
  private static final int MOST_OCTETS = 48 << 20;
  private static final int MOST_LISTS = 6;
  private static final int MOST_LEAVES = 20_000;
  private static final Duration KEPT = Duration.ofHours(4);
  private static final Duration KEPT_FAILURE = Duration.ofMinutes(15);

  /** What an address gave, and until when it is not asked again. */
  private record Fetched(
      Optional<RevocationList> list, int octets, String obstacle, Instant until) {}

  private final Map<String, Fetched> byAddress = new LinkedHashMap<>();
  private final Map<String, List<RevocationList>> byLeaf =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<RevocationList>> eldest) {
          return size() > MOST_LEAVES;
        }
      };

  /**
   * What was fetched for a leaf; nothing is fetched now.
   *
   * @param leaf its DER
   */
  public List<RevocationList> of(byte[] leaf) {
    synchronized (byLeaf) {
      // Most processes never fetch any: then no fingerprint is made.
      return byLeaf.isEmpty()
          ? List.of()
          : byLeaf.getOrDefault(Certificate.sha256(leaf), List.of());
    }
  }

  /**
   * What fetching came to.
   *
   * @param lists that were read
   * @param obstacles why others were not
   */
  public record Outcome(List<RevocationList> lists, List<String> obstacles) {}

  /** Fetches the lists of a trusted path, where they are not there yet. */
  public Outcome fetch(Verdict verdict, Instant now, Deadline deadline) {
    if (!verdict.trusted() || verdict.leaf().isEmpty()) {
      return new Outcome(List.of(), List.of());
    }
    Set<String> addresses = new LinkedHashSet<>();
    for (Certificate certificate : verdict.path()) {
      certificate.revocationUrls().stream().limit(1).forEach(addresses::add);
    }
    List<RevocationList> lists = new ArrayList<>();
    List<String> obstacles = new ArrayList<>();
    addresses.stream()
        .limit(MOST_LISTS)
        .forEach(address -> {
          Fetched fetched = fetch(address, now, deadline);
          fetched.list().ifPresent(lists::add);
          if (fetched.list().isEmpty()) {
            obstacles.add(address + ": " + fetched.obstacle());
          }
        });
    synchronized (byLeaf) {
      byLeaf.put(verdict.leaf().get().sha256(), List.copyOf(lists));
    }
    return new Outcome(lists, obstacles);
  }

  private Fetched fetch(String address, Instant now, Deadline deadline) {
    Optional<Fetched> known;
    synchronized (byAddress) {
      known = Optional.ofNullable(byAddress.get(address));
    }
    if (known.filter(old -> now.isBefore(old.until())).isPresent()) {
      return known.get();
    }
    Fetched fresh = download(address, now, deadline);
    boolean stillSpeaks =
        known.flatMap(Fetched::list).filter(old -> now.isBefore(old.nextUpdate())).isPresent();
    if (fresh.list().isEmpty() && stillSpeaks) {
      Fetched old = known.get();
      fresh = new Fetched(old.list(), old.octets(), fresh.obstacle(), fresh.until());
    }
    synchronized (byAddress) {
      byAddress.remove(address);
      byAddress.put(address, fresh);
      int octets = byAddress.values().stream().mapToInt(Fetched::octets).sum();
      var oldest = byAddress.entrySet().iterator();
      while (octets > MOST_OCTETS && oldest.hasNext()) {
        octets -= oldest.next().getValue().octets();
        oldest.remove();
      }
    }
    return fresh;
  }

  private static Fetched download(String address, Instant now, Deadline deadline) {
    try {
      URI uri = new URI(address);
      if (!"http".equalsIgnoreCase(uri.getScheme())) {
        return failure("not an http address", now);
      }
      int patience = (int) Math.max(1, deadline.remaining().toMillis());
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout(patience);
      connection.setReadTimeout(patience);
      connection.setRequestProperty("User-Agent", "Linecheck");
      try {
        int status = connection.getResponseCode();
        if (status != 200) {
          return failure("HTTP status " + status, now);
        }
        byte[] bytes = read(connection.getInputStream(), deadline);
        return RevocationList.read(bytes)
            .map(list -> new Fetched(Optional.of(list), bytes.length, "", until(list, now)))
            .orElseGet(() -> failure("what came is no revocation list", now));
      } finally {
        connection.disconnect();
      }
    } catch (URISyntaxException | IllegalArgumentException odd) {
      return failure("not an address", now);
    } catch (IOException unreachable) {
      return failure(String.valueOf(unreachable.getMessage()), now);
    }
  }

  private static byte[] read(InputStream in, Deadline deadline) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    byte[] part = new byte[16 * 1024];
    for (int count = in.read(part); count >= 0; count = in.read(part)) {
      all.write(part, 0, count);
      if (all.size() > LARGEST) {
        throw new IOException("longer than " + (LARGEST >> 20) + " MiB");
      }
      if (deadline.passed()) {
        throw new IOException("it did not end in time");
      }
    }
    return all.toByteArray();
  }

  private static Instant until(RevocationList list, Instant now) {
    Instant most = now.plus(KEPT);
    Instant next = list.nextUpdate();
    return next.isAfter(now) && next.isBefore(most) ? next : most;
  }

  private static Fetched failure(String why, Instant now) {
    return new Fetched(Optional.empty(), 0, why, now.plus(KEPT_FAILURE));
  }
}
