package io.linecheck.selftest;

import io.linecheck.model.CheckResult;
import java.util.List;

/** What the server itself sees of a dialer; given by whoever runs the checks. */
public interface ServerEyes {
  /** The newest result of each check of a dialer, from every vantage. */
  List<CheckResult> latest(String dialer);

  /** Asks for a check of this dialer now; returns at once, and may do nothing. */
  void look(String dialer);

  /** Nobody looks. */
  static ServerEyes closed() {
    return new ServerEyes() {
      @Override
      public List<CheckResult> latest(String dialer) {
        return List.of();
      }

      @Override
      public void look(String dialer) {}
    };
  }
}
