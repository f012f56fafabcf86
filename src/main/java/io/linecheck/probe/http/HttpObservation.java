package io.linecheck.probe.http;

import java.util.List;

/**
 * What the pages of a service answer.
 *
 * @param visits every page and, after a redirect on the same door, where it leads
 * @param plain what port 80 answered for the same page; empty where it was not asked
 */
public record HttpObservation(List<PageVisit> visits, List<PageVisit> plain) {
  public HttpObservation {
    visits = visits == null ? List.of() : List.copyOf(visits);
    plain = plain == null ? List.of() : List.copyOf(plain);
  }
}
