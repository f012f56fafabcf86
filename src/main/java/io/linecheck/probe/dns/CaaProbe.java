package io.linecheck.probe.dns;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.dns.CaaObservation.Property;
import java.net.IDN;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Climbs from a name towards the root until some name has CAA records (RFC 8659 section 3); all
 * names are asked at once. Runs on a virtual thread of the check's.
 */
public final class CaaProbe {
  private static final int MOST_NAMES = 12;
  private static final int MOST_RECORDS = 50;

  private final NamedResolver resolver;

  /** A probe that asks this resolver. */
  public CaaProbe(NamedResolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Asks.
   *
   * @param issuer of the served certificate
   * @param names of the served certificate
   */
  public CaaObservation observe(String host, String issuer, List<String> names, Deadline deadline)
      throws InterruptedException {
    Optional<InetSocketAddress> server =
        resolver
            .server()
            .or(() -> ResolverConfig.getCurrentConfig().servers().stream().findFirst());
    if (server.isEmpty()) {
      return failed(host, "this machine has no name server", issuer, names);
    }
    SimpleResolver client = new SimpleResolver(server.get());
    client.setTimeout(deadline.remaining().plusMillis(1));
    Map<Name, CompletableFuture<Message>> asked = new LinkedHashMap<>();
    try {
      Name name = Name.fromString(IDN.toASCII(host), Name.root);
      for (; name.labels() > 1 && asked.size() < MOST_NAMES; name = new Name(name, 1)) {
        Message query = Message.newQuery(Record.newRecord(name, Type.CAA, DClass.IN));
        asked.put(name, client.sendAsync(query).toCompletableFuture());
      }
    } catch (TextParseException | IllegalArgumentException invalid) {
      return failed(host, host + " is not a DNS name", issuer, names);
    }
    for (Map.Entry<Name, CompletableFuture<Message>> one : asked.entrySet()) {
      String at = one.getKey().toString(true);
      Message answer;
      try {
        answer = one.getValue().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException silent) {
        return failed(host, "no answer for " + at, issuer, names);
      }
      int rcode = answer.getRcode();
      if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
        return failed(host, Rcode.string(rcode) + " for " + at, issuer, names);
      }
      List<Property> records = records(answer);
      if (!records.isEmpty()) {
        return new CaaObservation(host, at, records, "", issuer, names);
      }
    }
    return new CaaObservation(host, "", List.of(), "", issuer, names);
  }

  private static CaaObservation failed(String host, String why, String issuer, List<String> names) {
    return new CaaObservation(host, "", List.of(), why, issuer, names);
  }

  private static List<Property> records(Message answer) {
    List<Property> records = new ArrayList<>();
    for (Record record : answer.getSection(Section.ANSWER)) {
      if (record instanceof CAARecord caa && records.size() < MOST_RECORDS) {
        boolean critical = (caa.getFlags() & CAARecord.Flags.IssuerCritical) != 0;
        records.add(new Property(critical, caa.getTag(), caa.getValue()));
      }
    }
    return records;
  }
}
