/**
 * Makes chains, good and bad for every rule, each with the verdict it must get and the rule that
 * says so. Start at {@link io.linecheck.certificate.corpus.Corpus}.
 */
package io.linecheck.certificate.corpus;
