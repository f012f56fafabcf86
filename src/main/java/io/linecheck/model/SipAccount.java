package io.linecheck.model;

import java.util.Optional;

/**
 * A phone of Linecheck's own, never an agent's.
 *
 * @param user the extension, which is also the authentication user
 * @param password its digest password; empty where only unauthenticated requests can be made
 * @param echo the extension that answers with the caller's own voice, for OPTIONS and the synthetic
 *     call
 */
public record SipAccount(String user, Optional<Secret> password, Optional<String> echo) {}
