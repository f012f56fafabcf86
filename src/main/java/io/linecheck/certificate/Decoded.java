package io.linecheck.certificate;

/** What became of bytes that should be a certificate. */
public sealed interface Decoded permits Certificate, Malformed {}
