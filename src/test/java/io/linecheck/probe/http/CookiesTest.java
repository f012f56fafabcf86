package io.linecheck.probe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookiesTest {
  private final Cookies cookies = new Cookies();

  private void set(String value) {
    cookies.take(
        new HttpAnswer.Answer(
            "1.1",
            200,
            "OK",
            List.of(Map.entry("Set-Cookie", value)),
            Buffer.buffer(),
            Buffer.buffer()));
  }

  @Test
  void whatWasSetIsHandedBackWithoutItsAttributes() {
    set("session=1; Path=/; Secure");
    set("lang=en");
    assertEquals("Cookie: session=1; lang=en\r\n", cookies.header());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "session=; Max-Age=0",
        "session=; Path=/; Max-Age=0; HttpOnly",
        "session=gone; Secure; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/"
      })
  void whatIsTakenBackIsForgotten(String taken) {
    set("session=1; Path=/");
    set(taken);
    assertEquals("", cookies.header());
  }
}
