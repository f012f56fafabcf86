package io.linecheck.certificate;

/** Bytes that are not the DER they should be; the message names the field and what is wrong. */
final class DerException extends Exception {
  private static final long serialVersionUID = 1;

  DerException(String message) {
    super(message, null, false, false);
  }
}
