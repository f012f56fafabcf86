package io.linecheck.web;

import io.linecheck.config.ProbeEndpoint;
import io.linecheck.config.ServerSettings;

/**
 * How the web side is set up.
 *
 * @param server where it listens, with which certificate
 * @param probe what {@code /probe} may reach beside the dialers
 * @param version of the program
 */
public record WebSettings(ServerSettings server, ProbeEndpoint probe, String version) {}
