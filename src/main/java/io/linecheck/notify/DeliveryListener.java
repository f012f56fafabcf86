package io.linecheck.notify;

/** Hears of every try, for metrics; quick. */
@FunctionalInterface
public interface DeliveryListener {
  /**
   * A try ended.
   *
   * @param channel its name
   * @param outcome {@code delivered}, {@code failed} or {@code gone}
   */
  void tried(String channel, String outcome);
}
