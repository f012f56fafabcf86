package io.linecheck.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.MeanOpinionScore.Codec;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanOpinionScoreTest {
  /** Round trip and jitter in milliseconds, loss in percent, G.711 with and without concealment. */
  @ParameterizedTest
  @CsvSource({
    "20,2,0,4.39,4.39",
    "80,5,0,4.37,4.37",
    "80,5,1,4.28,3.76",
    "150,15,1,4.25,3.70",
    "150,15,3,4.03,2.64",
    "300,30,3,3.68,2.21",
    "400,30,5,3.07,1.38",
    "600,40,10,1.70,1.00"
  })
  void scoresAreThoseOfThePublishedTable(
      long roundTrip, long jitter, double loss, double concealed, double bare) {
    assertEquals(concealed, score(Codec.G711, loss, roundTrip, jitter), 0.006);
    assertEquals(bare, score(Codec.G711_BARE, loss, roundTrip, jitter), 0.006);
  }

  @Test
  void lossesThatComeTogetherHurtMore() {
    Duration none = Duration.ZERO;
    double random = MeanOpinionScore.of(Codec.G711, 0.05, 1, none, none).value();
    double burst = MeanOpinionScore.of(Codec.G711, 0.05, 2, none, none).value();
    assertTrue(burst < random);
  }

  @Test
  void theScoreNeverLeavesItsRange() {
    assertEquals(1, score(Codec.G711_BARE, 100, 60_000, 5000), 0.0001);
    assertTrue(score(Codec.G711, 0, 0, 0) <= 4.5);
  }

  private static double score(Codec codec, double loss, long roundTrip, long jitter) {
    return MeanOpinionScore.of(
            codec, loss / 100, 1, Duration.ofMillis(roundTrip), Duration.ofMillis(jitter))
        .value();
  }
}
