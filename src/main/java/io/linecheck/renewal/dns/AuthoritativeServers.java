package io.linecheck.renewal.dns;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Asks the name servers of a zone itself, each one, by IPv4 and IPv6: one that lags is enough for
 * an authority to refuse.
 */
public final class AuthoritativeServers {
  private static final Duration TIMEOUT = Duration.ofSeconds(4);
  private static final int MOST_ALIASES = 8;

  private final InetSocketAddress recursive;
  private final Optional<InetSocketAddress> primary;

  /**
   * A view of the name system.
   *
   * @param recursive the server that finds others; where it is itself a name server of a zone it is
   *     asked at this port
   * @param primary a server that is known to have the zone, beside those its NS records name
   */
  public AuthoritativeServers(InetSocketAddress recursive, Optional<InetSocketAddress> primary) {
    this.recursive = recursive;
    this.primary = primary;
  }

  /** The first name server of this machine. */
  public static InetSocketAddress ofSystem() {
    return ResolverConfig.getCurrentConfig().servers().stream()
        .findFirst()
        .orElse(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53));
  }

  /** Where the TXT record of a name must be written: the end of its CNAME records. */
  public String follow(String name) {
    Name at = Rfc2136Publisher.absolute(name);
    for (int alias = 0; alias < MOST_ALIASES; alias++) {
      Optional<Name> next = alias(at);
      if (next.isEmpty()) {
        return at.toString(true);
      }
      at = next.get();
    }
    throw new DnsProviderException(
        DnsProviderException.Kind.OTHER, name + " has more than 8 CNAME records in a row");
  }

  private Optional<Name> alias(Name name) {
    for (InetSocketAddress server : starting()) {
      Optional<Message> answer = ask(server, name, Type.CNAME, true);
      if (answer.isPresent()) {
        for (Record found : answer.get().getSection(Section.ANSWER)) {
          if (found instanceof CNAMERecord cname && found.getName().equals(name)) {
            return Optional.of(cname.getTarget());
          }
        }
      }
    }
    return Optional.empty();
  }

  private List<InetSocketAddress> starting() {
    Set<InetSocketAddress> servers = new LinkedHashSet<>();
    primary.ifPresent(servers::add);
    servers.add(recursive);
    return List.copyOf(servers);
  }

  /**
   * What each name server of a name's zone says of one TXT value.
   *
   * @return one view for each address of each server; empty where no server could be found
   */
  public List<View> views(TxtRecord txt) {
    Name name = Rfc2136Publisher.absolute(txt.name());
    List<View> views = new ArrayList<>();
    for (Server server : servers(name)) {
      views.add(view(server, name, txt.value()));
    }
    return views;
  }

  /**
   * What one address of a name server says.
   *
   * @param server its name and address
   * @param seen whether it shows the value
   * @param answer what it says, for people
   * @param values all it shows
   */
  public record View(String server, boolean seen, String answer, List<String> values) {}

  private record Server(String name, InetSocketAddress address) {
    String text() {
      String plain = NetUtil.toAddressString(address.getAddress());
      boolean bracketed = address.getPort() != 53 && plain.indexOf(':') >= 0;
      String host = bracketed ? "[" + plain + "]" : plain;
      String port = address.getPort() == 53 ? "" : ":" + address.getPort();
      return name.isEmpty() ? host + port : name + " (" + host + port + ")";
    }
  }

  private View view(Server server, Name name, String value) {
    Optional<Message> answer = ask(server.address(), name, Type.TXT, false);
    if (answer.isEmpty()) {
      return new View(server.text(), false, "no answer", List.of());
    }
    List<String> values = new ArrayList<>();
    for (Record found : answer.get().getSection(Section.ANSWER)) {
      if (found instanceof TXTRecord texts) {
        values.add(String.join("", texts.getStrings()));
      }
    }
    String said =
        values.isEmpty()
            ? org.xbill.DNS.Rcode.string(answer.get().getRcode()) + ", no TXT"
            : values.size() + " TXT value" + (values.size() == 1 ? "" : "s");
    boolean seen = values.contains(value);
    return new View(server.text(), seen, seen ? said : said + ", ours is not there", values);
  }

  private List<Server> servers(Name name) {
    for (Name zone = name; zone.labels() > 1; zone = new Name(zone, 1)) {
      for (InetSocketAddress asked : starting()) {
        Optional<Message> answer = ask(asked, zone, Type.NS, true);
        List<Server> found = answer.map(message -> named(message, asked)).orElse(List.of());
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return primary.map(server -> List.of(new Server("", server))).orElse(List.of());
  }

  private List<Server> named(Message answer, InetSocketAddress asked) {
    Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    List<Server> servers = new ArrayList<>();
    for (Record found : answer.getSection(Section.ANSWER)) {
      if (found instanceof NSRecord ns) {
        for (InetAddress address : addresses(ns.getTarget(), asked)) {
          InetSocketAddress door = new InetSocketAddress(address, port(address));
          if (addresses.add(door)) {
            servers.add(new Server(ns.getTarget().toString(true), door));
          }
        }
      }
    }
    if (!servers.isEmpty()) {
      primary
          .filter(addresses::add)
          .ifPresent(server -> servers.addFirst(new Server("the primary", server)));
    }
    return servers;
  }

  /** A name server that is the very one we ask listens where we ask it; on loopback all are. */
  private int port(InetAddress address) {
    for (InetSocketAddress known : starting()) {
      boolean loopback = address.isLoopbackAddress() && known.getAddress().isLoopbackAddress();
      if (loopback || address.equals(known.getAddress())) {
        return known.getPort();
      }
    }
    return 53;
  }

  private List<InetAddress> addresses(Name host, InetSocketAddress asked) {
    List<InetAddress> addresses = new ArrayList<>();
    for (int type : new int[] {Type.A, Type.AAAA}) {
      Optional<Message> answer = ask(asked, host, type, true);
      if (answer.isEmpty() || answer.get().getSection(Section.ANSWER).isEmpty()) {
        answer = ask(recursive, host, type, true);
      }
      for (Record found : answer.map(m -> m.getSection(Section.ANSWER)).orElse(List.of())) {
        if (found instanceof ARecord a) {
          addresses.add(a.getAddress());
        } else if (found instanceof AAAARecord aaaa) {
          addresses.add(aaaa.getAddress());
        }
      }
    }
    return addresses;
  }

  /** How long resolvers keep that a name does not exist: the SOA's minimum, in seconds. */
  public Optional<Long> negativeTtlSeconds(String name) {
    for (InetSocketAddress server : starting()) {
      Optional<Message> answer = ask(server, Rfc2136Publisher.absolute(name), Type.SOA, true);
      for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
        for (Record found : answer.map(m -> m.getSection(section)).orElse(List.of())) {
          if (found instanceof SOARecord soa) {
            return Optional.of(Math.min(soa.getMinimum(), soa.getTTL()));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** A question to the recursive server, with validation (AD) asked for. */
  Optional<Message> ask(Name name, int type) {
    return ask(recursive, name, type, true);
  }

  private static Optional<Message> ask(
      InetSocketAddress server, Name name, int type, boolean recursion) {
    Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    if (!recursion) {
      query.getHeader().unsetFlag(Flags.RD);
    }
    Resolver resolver = new SimpleResolver(server);
    resolver.setTimeout(TIMEOUT);
    try {
      return Optional.of(resolver.send(query));
    } catch (IOException silent) {
      return Optional.empty();
    }
  }
}
