package io.linecheck.cli;

import io.linecheck.config.AddressText;
import io.linecheck.config.DialerPlan;
import io.linecheck.config.HostAndPort;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.Profile;
import io.linecheck.config.Profiles;
import io.linecheck.config.Secrets;
import io.linecheck.config.ServiceOverride;
import io.linecheck.config.shape.NearestWord;
import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.SipAccount;
import io.linecheck.model.Stage;
import io.linecheck.model.TurnAccess;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns what was typed after {@code check} into dialers. */
final class Targets {
  private static final List<String> TURN = List.of("turn-udp", "turn-tcp", "turn-tls");

  private final CheckOptions options;
  private final Profiles profiles;
  private final Function<String, Optional<Dialer>> configured;

  /**
   * The targets of one command line.
   *
   * @param configured finds a dialer of the configuration by its id
   */
  Targets(CheckOptions options, Profiles profiles, Function<String, Optional<Dialer>> configured) {
    this.options = options;
    this.profiles = profiles;
    this.configured = configured;
  }

  /**
   * What is checked for one word of the command line.
   *
   * @param dialer with the services that are wanted
   * @param leftOut what else it has
   */
  record Target(Dialer dialer, LeftOut leftOut) {}

  /** One target by what was typed. */
  Target target(String typed) {
    Dialer whole = configured.apply(typed).map(this::withOverrides).orElseGet(() -> bare(typed));
    Set<String> services = onlyServices(whole);
    Dialer asked = services.isEmpty() ? whole : narrowed(whole, services);
    List<String> others =
        whole.services().stream()
            .filter(service -> !asked.services().contains(service))
            .map(Service::name)
            .toList();
    return new Target(asked, new LeftOut(options.only, stages(), others));
  }

  /** The stages that were asked for with {@code --only}; all of them where none was. */
  Set<Stage> stages() {
    Set<Stage> stages = EnumSet.noneOf(Stage.class);
    Arrays.stream(Stage.values())
        .filter(stage -> options.only.contains(stage.word()))
        .forEach(stages::add);
    boolean namesServices = options.only.stream().anyMatch(word -> !isStage(word));
    boolean onlyServices =
        namesServices && stages.stream().allMatch(stage -> isServiceToo(stage.word()));
    return stages.isEmpty() || onlyServices ? EnumSet.allOf(Stage.class) : stages;
  }

  /** Hosts that are not looked up. */
  Map<String, InetAddress> resolved() {
    Map<String, InetAddress> resolved = new HashMap<>();
    for (String text : options.resolve) {
      int colon = text.indexOf(':');
      String address = text.substring(colon + 1).replaceAll("^\\[|]$", "");
      Optional<InetAddress> parsed = colon > 0 ? AddressText.parse(address) : Optional.empty();
      String host = text.substring(0, Math.max(colon, 0));
      resolved.put(
          HostAndPort.host(host).orElse(host).toLowerCase(java.util.Locale.ROOT),
          parsed.orElseThrow(() ->
              new InvalidInputException(
                  "--resolve '"
                      + text
                      + "': write HOST:ADDRESS, such as dialer1.example.com:203.0.113.10")));
    }
    return resolved;
  }

  private Dialer bare(String target) {
    String host = HostNames.require(target);
    Profile profile = profiles.get(options.profile == null ? "vicidial" : options.profile);
    DialerPlan plan = DialerPlan.of(host, profile).with(overrides());
    if (options.sipUser != null) {
      plan = plan.with(sipAccount(options.sipUser, Optional.empty()));
    }
    Optional<TurnAccess> turn = turnAccess();
    if (turn.isPresent()) {
      plan = plan.with(turn.get());
      if (overrides().stream().noneMatch(named -> named.name().startsWith("turn"))) {
        plan = plan.with(TURN.stream().map(Targets::asProfiled).toList());
      }
    }
    return plan.dialer();
  }

  private Dialer withOverrides(Dialer dialer) {
    if (options.profile != null) {
      throw new InvalidInputException(
          "--profile cannot be given for '"
              + dialer.id()
              + "': its profile stands in the configuration");
    }
    Map<String, Service> services = new java.util.LinkedHashMap<>();
    dialer.services().forEach(service -> services.put(service.name(), service));
    DialerPlan.of(dialer.host(), profiles.get(dialer.profile()))
        .with(overrides())
        .dialer()
        .services()
        .stream()
        .filter(
            service -> overrides().stream().anyMatch(named -> named.name().equals(service.name())))
        .forEach(service -> services.put(service.name(), service));
    Optional<SipAccount> sip =
        options.sipUser == null
            ? dialer.sip()
            : Optional.of(sipAccount(options.sipUser, dialer.sip().flatMap(SipAccount::echo)));
    return with(dialer, List.copyOf(services.values()), sip, turnAccess().orElse(dialer.turn()));
  }

  private List<ServiceOverride> overrides() {
    return options.services.stream().map(ServiceOverride::parse).toList();
  }

  private static ServiceOverride asProfiled(String name) {
    return new ServiceOverride(
        name, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  private SipAccount sipAccount(String user, Optional<String> echo) {
    return new SipAccount(
        user,
        Optional.ofNullable(options.sipPasswordFile).map(file -> Secrets.readFile(file)),
        echo);
  }

  private Optional<TurnAccess> turnAccess() {
    if (options.sipPasswordFile != null && options.sipUser == null) {
      throw new InvalidInputException(
          "--sip-password-file needs --sip-user: whose password is it?");
    }
    if (options.turnSecretFile != null
        && (options.turnUser != null || options.turnPasswordFile != null)) {
      throw new InvalidInputException(
          "--turn-secret-file and --turn-user exclude each other: a TURN server has a shared secret or users");
    }
    if (options.turnSecretFile != null) {
      return Optional.of(new TurnAccess.SharedSecret(Secrets.readFile(options.turnSecretFile)));
    }
    if (options.turnUser == null && options.turnPasswordFile == null) {
      return Optional.empty();
    }
    if (options.turnUser == null || options.turnPasswordFile == null) {
      throw new InvalidInputException(
          "--turn-user and --turn-password-file belong together; one of them is missing");
    }
    return Optional.of(
        new TurnAccess.LongTerm(options.turnUser, Secrets.readFile(options.turnPasswordFile)));
  }

  private Set<String> onlyServices(Dialer dialer) {
    Set<String> services = new LinkedHashSet<>();
    List<String> known = new ArrayList<>(dialer.services().stream().map(Service::name).toList());
    for (String word : options.only) {
      if (known.contains(word)) {
        services.add(word);
      } else if (!isStage(word)) {
        known.addAll(Arrays.stream(Stage.values()).map(Stage::word).toList());
        throw new InvalidInputException(
            "--only '"
                + word
                + "' is neither a service of "
                + dialer.id()
                + " nor a stage; known are "
                + String.join(", ", new LinkedHashSet<>(known))
                + NearestWord.find(word, known)
                    .map(near -> " (did you mean '" + near + "'?)")
                    .orElse(""));
      }
    }
    return services;
  }

  private static boolean isStage(String word) {
    return Arrays.stream(Stage.values()).anyMatch(stage -> stage.word().equals(word));
  }

  /** {@code stun} names both a stage and a service. */
  private static boolean isServiceToo(String word) {
    return word.equals("stun");
  }

  private static Dialer narrowed(Dialer dialer, Set<String> names) {
    List<Service> services =
        dialer.services().stream().filter(service -> names.contains(service.name())).toList();
    return with(dialer, services, dialer.sip(), dialer.turn());
  }

  private static Dialer with(
      Dialer dialer, List<Service> services, Optional<SipAccount> sip, TurnAccess turn) {
    return new Dialer(
        dialer.id(),
        dialer.host(),
        dialer.profile(),
        dialer.platform(),
        dialer.seats(),
        dialer.labels(),
        dialer.addresses(),
        dialer.owners(),
        dialer.parent(),
        services,
        sip,
        turn,
        dialer.upkeep());
  }
}
