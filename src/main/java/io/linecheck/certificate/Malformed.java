package io.linecheck.certificate;

/**
 * Bytes that no browser reads as a certificate.
 *
 * @param reason which field, and what is wrong with it
 */
public record Malformed(String reason) implements Decoded {}
