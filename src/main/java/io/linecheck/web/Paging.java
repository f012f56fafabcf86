package io.linecheck.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One page of a list.
 *
 * @param offset how many entries come before it
 * @param limit at most so many
 */
record Paging(int offset, int limit) {
  private static final Pattern CURSOR = Pattern.compile("from=([0-9]{1,7})");

  /** A part of a list and the cursor of the part after it. */
  record Part<T>(List<T> entries, Optional<String> next) {}

  static Paging of(Request request, int most, int otherwise) {
    int limit = request.number("limit", 1, most, otherwise);
    return new Paging(request.query("cursor").map(Paging::offset).orElse(0), limit);
  }

  private static int offset(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      Matcher matcher = CURSOR.matcher(text);
      if (matcher.matches()) {
        return Integer.parseInt(matcher.group(1));
      }
    } catch (IllegalArgumentException notBase64) {
      // told below
    }
    throw Problem.badRequest("cursor must be the 'next' of the answer before");
  }

  /** This page of the whole list. */
  <T> Part<T> of(List<T> all) {
    int from = Math.min(offset, all.size());
    int to = Math.min(all.size(), from + limit);
    return new Part<>(
        all.subList(from, to), to < all.size() ? Optional.of(cursor(to)) : Optional.empty());
  }

  /** This page, of which one entry more than the limit was read to see whether there is a next. */
  <T> Part<T> ofRead(List<T> read) {
    boolean more = read.size() > limit;
    return new Part<>(
        read.subList(0, Math.min(limit, read.size())),
        more ? Optional.of(cursor(offset + limit)) : Optional.empty());
  }

  private static String cursor(int offset) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("from=" + offset).getBytes(StandardCharsets.UTF_8));
  }
}
