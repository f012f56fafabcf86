/**
 * Pages, API, events, metrics and authentication, and the JSON of the public contract. Start at
 * {@link io.linecheck.web.ContractJson}.
 */
@NullMarked
package io.linecheck.web;

import org.jspecify.annotations.NullMarked;
