package io.linecheck.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code check}, as typed. */
final class CheckOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration that knows the targets by id.")
  @Nullable Path config;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description =
          "What kind of dialer: vicidial, asterisk, 3cx, freeswitch, kamailio (default vicidial).")
  @Nullable String profile;

  @Option(
      names = "--resolve",
      paramLabel = "HOST:ADDRESS",
      description = "Use this address for a host instead of looking it up. Repeatable.")
  List<String> resolve = new ArrayList<>();

  @Option(
      names = "--service",
      paramLabel = "NAME=HOST:PORT[/PATH]",
      description =
          "Replaces or adds a service of the profile; the last one of a name counts. Repeatable.")
  List<String> services = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "STAGE_OR_SERVICE",
      split = ",",
      description = "Only these services, or only up to these stages.")
  List<String> only = new ArrayList<>();

  @Option(
      names = "--sip-user",
      paramLabel = "USER",
      description = "Test phone: a phone of its own, never an agent's.")
  @Nullable String sipUser;

  @Option(
      names = "--sip-password-file",
      paramLabel = "FILE",
      description = "File that holds its password.")
  @Nullable Path sipPasswordFile;

  @Option(
      names = "--turn-secret-file",
      paramLabel = "FILE",
      description = "File that holds coturn's static-auth-secret.")
  @Nullable Path turnSecretFile;

  @Option(
      names = "--turn-user",
      paramLabel = "USER",
      description = "User of TURN long-term credentials.")
  @Nullable String turnUser;

  @Option(
      names = "--turn-password-file",
      paramLabel = "FILE",
      description = "File that holds that user's password.")
  @Nullable Path turnPasswordFile;

  @Option(names = "--ca-file", paramLabel = "PEM", description = "Adds trusted roots. Repeatable.")
  List<Path> caFiles = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Of the whole check of one target: 500ms, 15s, 1m (default 15s).")
  String timeout = "15s";

  @Option(
      names = "--idle",
      paramLabel = "DURATION",
      description =
          "Afterwards also holds a registered WebSocket quiet this long (web phones: 5m), tells"
              + " whether it is cut and which keep-alive it takes. May take three times as long.")
  @Nullable String idle;

  @Option(names = "--json", description = "One JSON object a target, an array when several.")
  boolean json;

  @Option(names = "--nagios", description = "One line for a monitoring plugin.")
  boolean nagios;

  @Option(
      names = "--verbose",
      description = "Adds the transcript; secrets are shown as [REDACTED].")
  boolean verbose;
}
