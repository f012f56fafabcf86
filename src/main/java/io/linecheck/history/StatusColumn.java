package io.linecheck.history;

import io.linecheck.model.Status;

/** A status as the small number that stands in a row and never changes its meaning. */
final class StatusColumn {
  private StatusColumn() {}

  static int write(Status status) {
    return switch (status) {
      case OK -> 0;
      case WARNING -> 1;
      case CRITICAL -> 2;
      case UNKNOWN -> 3;
      case SKIPPED -> 4;
    };
  }

  static Status read(int column) {
    return switch (column) {
      case 0 -> Status.OK;
      case 1 -> Status.WARNING;
      case 2 -> Status.CRITICAL;
      case 4 -> Status.SKIPPED;
      default -> Status.UNKNOWN;
    };
  }
}
