package io.linecheck.renewal.dns;

import io.linecheck.config.DnsProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** Dynamic updates (RFC 2136) signed with TSIG (RFC 8945), by TCP. */
final class Rfc2136Publisher implements TxtPublisher {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final DnsProvider.Rfc2136 settings;

  Rfc2136Publisher(DnsProvider.Rfc2136 settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "rfc2136 " + settings.server();
  }

  @Override
  public void add(TxtRecord txt) {
    change(txt, true);
  }

  @Override
  public void remove(TxtRecord txt) {
    change(txt, false);
  }

  private void change(TxtRecord txt, boolean add) {
    String what = (add ? "add TXT " : "remove TXT ") + txt.name();
    Name owner = absolute(txt.name());
    SimpleResolver server = server();
    Name zone =
        settings.zone().map(Rfc2136Publisher::absolute).orElseGet(() -> zone(server, owner));
    Update update = new Update(zone);
    Record entry = new TXTRecord(owner, DClass.IN, TxtRecord.TTL_SECONDS, txt.value());
    if (add) {
      update.add(entry);
    } else {
      update.delete(entry);
    }
    Message answer = send(server, update, what);
    int rcode = answer.getRcode();
    if (rcode != Rcode.NOERROR) {
      int shown =
          rcode == Rcode.NOTAUTH && answer.getTSIG() != null ? answer.getTSIG().getError() : rcode;
      boolean refused = rcode == Rcode.NOTAUTH || rcode == Rcode.REFUSED || rcode == Rcode.BADSIG;
      throw new DnsProviderException(
          refused ? DnsProviderException.Kind.CREDENTIALS : DnsProviderException.Kind.OTHER,
          name()
              + " answered "
              + Rcode.string(rcode)
              + (shown == rcode ? "" : " (" + Rcode.TSIGstring(shown) + ")")
              + " to: "
              + what
              + " in zone "
              + zone);
    }
  }

  private Message send(SimpleResolver server, Message query, String what) {
    try {
      return server.send(query);
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      boolean signature = message.toUpperCase(Locale.ROOT).contains("TSIG");
      throw new DnsProviderException(
          signature ? DnsProviderException.Kind.CREDENTIALS : DnsProviderException.Kind.OTHER,
          name() + ": " + what + ": " + (signature ? message : "no answer (" + message + ")"));
    }
  }

  /** The zone that holds a name: that of the SOA in answer or authority (RFC 2308 section 3). */
  private Name zone(SimpleResolver server, Name owner) {
    Message query = Message.newQuery(Record.newRecord(owner, Type.SOA, DClass.IN));
    Message answer = send(server, query, "find the zone of " + owner);
    for (int section : new int[] {org.xbill.DNS.Section.ANSWER, org.xbill.DNS.Section.AUTHORITY}) {
      for (Record found : answer.getSection(section)) {
        if (found.getType() == Type.SOA) {
          return found.getName();
        }
      }
    }
    boolean refused = answer.getRcode() == Rcode.NOTAUTH || answer.getRcode() == Rcode.REFUSED;
    throw new DnsProviderException(
        refused ? DnsProviderException.Kind.CREDENTIALS : DnsProviderException.Kind.OTHER,
        name()
            + " answered "
            + Rcode.string(answer.getRcode())
            + " when asked for the zone of "
            + owner
            + (refused ? "; is the TSIG key right, and known to it?" : ""));
  }

  private SimpleResolver server() {
    try {
      SimpleResolver server =
          new SimpleResolver(
              new InetSocketAddress(
                  InetAddress.getByName(settings.server().host()), settings.server().port()));
      server.setTCP(true);
      server.setTimeout(TIMEOUT);
      settings.keyName().ifPresent(key -> server.setTSIGKey(signature(key)));
      return server;
    } catch (UnknownHostException e) {
      throw new DnsProviderException(
          DnsProviderException.Kind.OTHER, name() + ": the server's name is unknown");
    }
  }

  private TSIG signature(String keyName) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(settings.key().orElseThrow().value().strip());
    } catch (IllegalArgumentException e) {
      throw new DnsProviderException(
          DnsProviderException.Kind.CREDENTIALS, name() + ": the TSIG key is not base64");
    }
    return new TSIG(absolute(settings.algorithm()), absolute(keyName), key);
  }

  static Name absolute(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new DnsProviderException(
          DnsProviderException.Kind.OTHER, "'" + text + "' is not a DNS name");
    }
  }
}
