package io.linecheck.probe.turn;

import java.time.Duration;

/**
 * How patiently and how thoroughly a relay is tried.
 *
 * @param firstAnswer how long the first answer may take: four sendings in five seconds
 * @param answer how long each further one may take
 * @param credentialLifetime how far ahead the time stamp of a REST user name lies; a server whose
 *     clock is further ahead refuses it
 * @param packets how many packets the first measurement sends
 * @param pace the time between two of them
 * @param morePackets how many more are sent where one of the first was lost, so that a ratio can be
 *     told
 * @param morePace the time between two of those: a voice stream's 20 ms
 * @param packetBytes the size of a packet: 172, RTP with 20 ms of G.711
 * @param straggler how long the first packet is waited for; once one has come, a quarter of it
 *     without another ends the wait
 */
public record TurnSettings(
    Duration firstAnswer,
    Duration answer,
    Duration credentialLifetime,
    int packets,
    Duration pace,
    int morePackets,
    Duration morePace,
    int packetBytes,
    Duration straggler) {
  /** What a check uses. */
  public static final TurnSettings STANDARD =
      new TurnSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofMinutes(5),
          20,
          Duration.ofMillis(3),
          130,
          Duration.ofMillis(20),
          172,
          Duration.ofSeconds(2));
}
