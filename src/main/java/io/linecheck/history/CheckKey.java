package io.linecheck.history;

import io.linecheck.model.CheckResult;

/**
 * Which check a result is of.
 *
 * @param dialer the dialer's id
 * @param service the door's name
 * @param vantage where from
 * @param purpose {@code walk} or {@code survey}
 */
public record CheckKey(String dialer, String service, String vantage, String purpose) {
  /** The check this result is of. */
  public static CheckKey of(CheckResult result, String purpose) {
    return new CheckKey(result.dialer(), result.service().name(), result.vantage(), purpose);
  }
}
