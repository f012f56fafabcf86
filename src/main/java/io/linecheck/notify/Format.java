package io.linecheck.notify;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** How one channel that speaks HTTP is told. Pure: the same notice and time give the same bytes. */
interface Format {
  /** What to post at this moment. */
  Post post(Notice notice, Instant now);

  /**
   * A POST with a JSON body.
   *
   * @param url where; its text may be a secret
   * @param headers beside the content type
   * @param body JSON
   */
  record Post(URI url, Map<String, String> headers, String body) {}
}
