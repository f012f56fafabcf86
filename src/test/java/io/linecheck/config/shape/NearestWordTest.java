package io.linecheck.config.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestWordTest {
  private static final List<String> KNOWN =
      List.of("interval", "timeout", "host", "publicUrl", "dialers", "profile");

  @ParameterizedTest
  @CsvSource({
    "intervall, interval",
    "Interval, interval",
    "tiemout, timeout",
    "hots, host",
    "publicurl, publicUrl",
    "dialer, dialers",
    "profil, profile"
  })
  void slipsOfTheFingersAreUnderstood(String typed, String meant) {
    assertEquals(Optional.of(meant), NearestWord.find(typed, KNOWN));
  }

  @Test
  void nothingIsGuessedOfOtherWords() {
    assertEquals(Optional.empty(), NearestWord.find("zebra", KNOWN));
    assertEquals(Optional.empty(), NearestWord.find("", KNOWN));
    assertEquals(Optional.empty(), NearestWord.find("b", List.of("a")));
    assertEquals(Optional.empty(), NearestWord.find("x".repeat(100_000), KNOWN));
  }
}
