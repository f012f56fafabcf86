package io.linecheck.demo;

import io.linecheck.model.Secret;

/**
 * The phone of a practice dialer.
 *
 * @param user its extension
 * @param password what the dialer's configuration says
 */
record PracticePhone(String user, Secret password) {}
