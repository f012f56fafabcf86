package io.linecheck.probe;

import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import java.time.Instant;

/**
 * What a decision may know beside the observation.
 *
 * @param dialer whose service it is
 * @param service which door
 * @param now the instant against which dates are judged
 */
public record Subject(Dialer dialer, Service service, Instant now) {}
