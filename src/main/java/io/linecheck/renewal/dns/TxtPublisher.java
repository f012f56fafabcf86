package io.linecheck.renewal.dns;

/**
 * One provider of DNS as far as a challenge needs it: adds and removes one value of a TXT record
 * set and leaves every other value alone. Both are idempotent. Blocks; cancelled by interrupt.
 */
public interface TxtPublisher {
  /**
   * Adds a value.
   *
   * @throws DnsProviderException when the provider refuses or does not answer
   */
  void add(TxtRecord txt) throws InterruptedException;

  /**
   * Removes a value; one that is not there is removed already.
   *
   * @throws DnsProviderException when the provider refuses or does not answer
   */
  void remove(TxtRecord txt) throws InterruptedException;

  /** What it is called in reports, without secrets. */
  String name();
}
