package io.linecheck.probe.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceptionTest {
  private static final long PACKET = 20_000_000;

  @Test
  void lossIsCountedAcrossTheWrapOfTheSequence() {
    Reception reception = new Reception(8000);
    for (int i = 0; i < 100; i++) {
      if (i % 10 != 5) {
        reception.came(1, (65_500 + i) & 0xffff, i * 160, i * PACKET, Optional.empty());
      }
    }
    assertEquals(100, reception.expected());
    assertEquals(90, reception.received());
    assertEquals(1, reception.burstRatio(), 0.001);
  }

  @Test
  void duplicatesAndStragglersAreNotCountedTwice() {
    Reception reception = new Reception(8000);
    for (int sequence : new int[] {10, 12, 11, 11, 13, 10}) {
      reception.came(1, sequence, sequence * 160, sequence * PACKET, Optional.empty());
    }
    assertEquals(4, reception.received());
    assertEquals(4, reception.expected());
  }

  @Test
  void evenPacketsHaveNoJitterAndUnevenOnesHaveThatOfRfc3550() {
    Reception even = new Reception(8000);
    Reception uneven = new Reception(8000);
    for (int i = 0; i < 500; i++) {
      even.came(1, i, i * 160, i * PACKET, Optional.empty());
      uneven.came(1, i, i * 160, i * PACKET + (i % 2) * 10_000_000L, Optional.empty());
    }
    assertEquals(0, even.jitterSeconds(), 1e-9);
    assertEquals(0.010, uneven.jitterSeconds(), 0.0001);
  }

  @Test
  void changeOfSourceIsNoLoss() {
    Reception reception = new Reception(8000);
    for (int i = 0; i < 10; i++) {
      reception.came(1, 1000 + i, i * 160, i * PACKET, Optional.empty());
    }
    for (int i = 0; i < 10; i++) {
      reception.came(2, 40_000 + i, i * 160, (10 + i) * PACKET, Optional.empty());
    }
    assertEquals(20, reception.received());
    assertEquals(20, reception.expected());
  }

  @Test
  void lostOfOursIsReadOutOfACompoundReport() {
    byte[] report = new byte[8 + 24];
    report[0] = (byte) 0x81;
    report[1] = (byte) 201;
    report[3] = 7;
    report[11] = 42;
    report[15] = 9;
    assertEquals(9, Rtp.lost(report, 42));
    assertEquals(-1, Rtp.lost(report, 43));
    assertEquals(-1, Rtp.lost(new byte[] {(byte) 0x9f, (byte) 201, 0, 0}, 42));
  }
}
