package io.linecheck.config;

/** Things that a configuration names in one place and uses in another, as texts call them. */
final class Kinds {
  static final String DIALER = "dialer or gateway";
  static final String CHANNEL = "channel";
  static final String ACCOUNT = "account under acme";
  static final String PROVIDER = "provider under dns";
  static final String TARGET = "target under targets";

  private Kinds() {}
}
