/**
 * What Linecheck is told: the configuration file, the profiles of platforms, the texts of findings
 * and the dialers made from them. Every problem of a file is reported at once, with its line. Reads
 * files only; opens no connection. Start at {@link io.linecheck.config.ConfigurationFile} and
 * {@link io.linecheck.config.Profiles}.
 */
@NullMarked
package io.linecheck.config;

import org.jspecify.annotations.NullMarked;
