package io.linecheck.probe.dns;

import io.linecheck.model.Dialer;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.dns.DnsAnswer.Outcome;
import io.linecheck.probe.wire.AddressWords;
import java.io.IOException;
import java.net.IDN;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;

/**
 * Asks for A and AAAA (RFC 1034 section 3.6, RFC 3596) through each resolver. The system's own way
 * looks into {@code /etc/hosts} first, because the browser of an agent does. Runs on the check's
 * virtual thread.
 */
public final class DnsProbe {
  /** What stands for a name server where the machine's own file knew the name. */
  public static final String HOSTS_FILE = "/etc/hosts";

  private static final int TRIES = 2;
  private static final Name LOCALHOST = Name.fromConstantString("localhost.");

  private final List<NamedResolver> resolvers;
  private final HostsFileParser hosts = new HostsFileParser();

  /** A probe that asks these resolvers; the first one's answer is walked. */
  public DnsProbe(List<NamedResolver> resolvers) {
    this.resolvers = List.copyOf(resolvers);
  }

  /** Asks all resolvers for a host. */
  public DnsObservation observe(Dialer dialer, String host, Deadline deadline)
      throws InterruptedException {
    List<DnsAnswer> answers = new ArrayList<>();
    for (NamedResolver resolver : resolvers) {
      answers.add(ask(resolver, host, deadline));
    }
    List<String> expected =
        host.equalsIgnoreCase(dialer.host())
            ? dialer.addresses().stream().map(AddressWords::of).toList()
            : List.of();
    return new DnsObservation(host, answers, expected);
  }

  private DnsAnswer ask(NamedResolver resolver, String host, Deadline deadline)
      throws InterruptedException {
    Name name;
    try {
      name = Name.fromString(IDN.toASCII(host), Name.root);
    } catch (TextParseException | IllegalArgumentException invalid) {
      return answer(resolver, "this machine", Outcome.NXDOMAIN, List.of(), "not a DNS name");
    }
    if (resolver.server().isPresent()) {
      return ask(resolver, resolver.server().get(), name, deadline);
    }
    List<String> listed = hosts(name);
    if (!listed.isEmpty()) {
      return answer(resolver, HOSTS_FILE, Outcome.ANSWERED, listed, "");
    }
    List<InetSocketAddress> servers = ResolverConfig.getCurrentConfig().servers();
    DnsAnswer last =
        answer(resolver, "this machine", Outcome.TIMEOUT, List.of(), "it has no name server");
    for (int i = 0; i < servers.size(); i++) {
      Duration share = deadline.remaining().dividedBy(servers.size() - i);
      last = ask(resolver, servers.get(i), name, deadline.atMost(share));
      if (!last.serverFailed()) {
        return last;
      }
    }
    return last;
  }

  /** The parser is not made for several threads, and loses names when several begin at once. */
  private List<String> hosts(Name name) {
    List<String> found = new ArrayList<>();
    synchronized (hosts) {
      for (int type : new int[] {Type.A, Type.AAAA}) {
        try {
          hosts.getAddressForHost(name, type).map(AddressWords::of).ifPresent(found::add);
        } catch (IOException unreadable) {
          return loopback(name);
        }
      }
    }
    return found.isEmpty() ? loopback(name) : found;
  }

  /** Whether a name means this very machine (RFC 6761 section 6.3): no agent is led by it. */
  public static boolean isLocalhost(String host) {
    String name = host.toLowerCase(java.util.Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost");
  }

  /** RFC 6761 section 6.3: {@code localhost} and what is below it is never asked for. */
  private static List<String> loopback(Name name) {
    return name.subdomain(LOCALHOST) ? List.of("127.0.0.1", "::1") : List.of();
  }

  private static DnsAnswer ask(
      NamedResolver resolver, InetSocketAddress server, Name name, Deadline deadline)
      throws InterruptedException {
    String who = AddressWords.of(server);
    Answers answers = exchange(server, name, deadline, false);
    if (answers.outcome() == Outcome.SERVFAIL) {
      Answers unchecked = exchange(server, name, deadline, true);
      // A resolver says no more than SERVFAIL of aliases without end: they are followed by hand.
      List<String> aliases =
          unchecked.addresses().isEmpty()
              ? new AliasWalk(server, deadline).follow(name)
              : answers.aliases();
      return new DnsAnswer(
          resolver.name(),
          who,
          Outcome.SERVFAIL,
          List.of(),
          unchecked.addresses(),
          answers.detail(),
          aliases);
    }
    return new DnsAnswer(
        resolver.name(),
        who,
        answers.outcome(),
        answers.addresses(),
        List.of(),
        answers.detail(),
        answers.aliases());
  }

  private static DnsAnswer answer(
      NamedResolver resolver, String who, Outcome outcome, List<String> found, String detail) {
    return new DnsAnswer(resolver.name(), who, outcome, found, List.of(), detail, List.of());
  }

  /** A and AAAA taken together. */
  private record Answers(
      Outcome outcome, List<String> addresses, String detail, List<String> aliases) {
    /** No answer at all. */
    static Answers none(String why) {
      return new Answers(Outcome.TIMEOUT, List.of(), why, List.of());
    }

    /** Whether it is how a server answers that does not understand the question's form. */
    boolean knowsNoEdns() {
      return outcome == Outcome.REFUSED
          && (detail.equals(Rcode.string(Rcode.FORMERR))
              || detail.equals(Rcode.string(Rcode.NOTIMP)));
    }
  }

  private static Answers exchange(
      InetSocketAddress server, Name name, Deadline deadline, boolean checkingDisabled)
      throws InterruptedException {
    Duration each = deadline.remaining().dividedBy(TRIES);
    Answers answers = Answers.none("no time was left");
    for (int i = 0; i < TRIES && !deadline.passed(); i++) {
      SimpleResolver client = new SimpleResolver(server);
      client.setTimeout(each.plusMillis(1));
      if (i > 0) {
        // Old servers and firewalls know no EDNS (RFC 6891 section 6.2.2).
        client.setEDNS(-1);
      }
      CompletableFuture<Message> v4 = send(client, name, Type.A, checkingDisabled);
      CompletableFuture<Message> v6 = send(client, name, Type.AAAA, checkingDisabled);
      answers = join(read(v4, each), read(v6, each));
      if (answers.outcome() != Outcome.TIMEOUT && !answers.knowsNoEdns()) {
        return answers;
      }
    }
    return answers;
  }

  private static CompletableFuture<Message> send(
      SimpleResolver client, Name name, int type, boolean checkingDisabled) {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    if (checkingDisabled) {
      query.getHeader().setFlag(Flags.CD);
    }
    return client.sendAsync(query).toCompletableFuture();
  }

  private static Answers read(CompletableFuture<Message> pending, Duration patience)
      throws InterruptedException {
    try {
      return read(pending.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      return Answers.none("silent for " + patience.toMillis() + " ms");
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      String said = cause.getMessage() == null ? "" : cause.getMessage();
      if (cause instanceof java.net.PortUnreachableException) {
        return Answers.none("nothing listens there");
      }
      return Answers.none(
          said.contains("imed out")
              ? "silent for " + patience.toMillis() + " ms"
              : said.lines().findFirst().orElse("the answer could not be read"));
    }
  }

  private static Answers read(Message message) {
    int rcode = message.getRcode();
    String word = Rcode.string(rcode);
    List<String> found = new ArrayList<>();
    List<String> aliases = AliasWalk.chain(message);
    for (Record record : message.getSection(Section.ANSWER)) {
      if (!AliasWalk.isAnswered(record.getName(), message, aliases)) {
        continue;
      }
      if (record instanceof ARecord v4) {
        found.add(AddressWords.of(v4.getAddress()));
      } else if (record instanceof AAAARecord v6) {
        found.add(AddressWords.of(v6.getAddress()));
      }
    }
    Outcome outcome =
        switch (rcode) {
          case Rcode.NOERROR -> found.isEmpty() ? Outcome.NO_DATA : Outcome.ANSWERED;
          case Rcode.NXDOMAIN -> Outcome.NXDOMAIN;
          case Rcode.SERVFAIL -> Outcome.SERVFAIL;
          default -> Outcome.REFUSED;
        };
    return new Answers(outcome, found, word, aliases);
  }

  /** An address of either family is enough; else the worse answer counts. */
  private static Answers join(Answers v4, Answers v6) {
    List<String> all = new ArrayList<>(v4.addresses());
    all.addAll(v6.addresses());
    if (!all.isEmpty()) {
      return new Answers(Outcome.ANSWERED, all, "", v4.aliases());
    }
    return v4.outcome().compareTo(v6.outcome()) >= 0 ? v4 : v6;
  }
}
