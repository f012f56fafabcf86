package io.linecheck.renewal.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What an authority would refuse, looked up before it is asked: CAA records (RFC 8659 section 3)
 * and zones that do not answer or do not validate.
 */
public final class BeforeOrder {
  private final AuthoritativeServers servers;

  /** Looks through this view of the name system. */
  public BeforeOrder(AuthoritativeServers servers) {
    this.servers = servers;
  }

  /**
   * Why an authority would refuse a name.
   *
   * @param identities what the authority calls itself in CAA records; empty: it does not say
   */
  public Optional<String> objection(String certificateName, Set<String> identities) {
    boolean wildcard = certificateName.startsWith("*.");
    Name name =
        Rfc2136Publisher.absolute(wildcard ? certificateName.substring(2) : certificateName);
    Optional<String> delegated = delegated(name);
    if (delegated.isPresent()) {
      return delegated;
    }
    for (Name at = name; at.labels() > 1; at = new Name(at, 1)) {
      Optional<Message> answer = servers.ask(at, Type.CAA);
      if (answer.isEmpty()) {
        return Optional.empty();
      }
      if (answer.get().getRcode() == Rcode.SERVFAIL) {
        return Optional.of(broken(at, "CAA"));
      }
      List<CAARecord> policy = records(answer.get());
      if (!policy.isEmpty()) {
        return judge(certificateName, at, policy, wildcard, identities);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether the zone in which the challenge will be written answers. Its name itself is not asked
   * for: resolvers would remember that it does not exist.
   */
  private Optional<String> delegated(Name name) {
    String challenge = "_acme-challenge." + name.toString(true);
    String leads = servers.follow(challenge);
    Name above = new Name(Rfc2136Publisher.absolute(leads), 1);
    return servers
        .ask(above, Type.SOA)
        .filter(answer -> answer.getRcode() == Rcode.SERVFAIL)
        .map(answer -> broken(above, "SOA"));
  }

  private static String broken(Name at, String type) {
    return at.toString(true)
        + " answers SERVFAIL when asked for "
        + type
        + ": its zone is broken or its DNSSEC signatures are not valid, and authorities refuse both";
  }

  private static List<CAARecord> records(Message answer) {
    List<CAARecord> records = new ArrayList<>();
    for (Record found : answer.getSection(Section.ANSWER)) {
      if (found instanceof CAARecord caa) {
        records.add(caa);
      }
    }
    return records;
  }

  private static Optional<String> judge(
      String name, Name at, List<CAARecord> policy, boolean wildcard, Set<String> identities) {
    boolean own = wildcard && policy.stream().anyMatch(caa -> caa.getTag().equals("issuewild"));
    String tag = own ? "issuewild" : "issue";
    List<String> allowed =
        policy.stream()
            .filter(caa -> caa.getTag().equalsIgnoreCase(tag))
            .map(caa -> caa.getValue().split(";", 2)[0].strip())
            .toList();
    boolean silent = policy.stream().noneMatch(caa -> caa.getTag().equalsIgnoreCase(tag));
    if (identities.isEmpty() || silent || allowed.stream().anyMatch(identities::contains)) {
      return Optional.empty();
    }
    return Optional.of(
        "CAA of "
            + at.toString(true)
            + " allows "
            + (allowed.stream().allMatch(String::isEmpty) ? "nobody" : String.join(", ", allowed))
            + " for "
            + name
            + ", not "
            + String.join(" or ", identities));
  }
}
