package io.linecheck.renewal;

import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A real BIND with zones that take updates signed by a TSIG key. */
final class Bind implements AutoCloseable {
  final int port = FreePorts.one();
  final String key;
  private final PeerProcess process;

  Bind(Path folder) throws IOException {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    this.key = Base64.getEncoder().encodeToString(secret);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("named.conf"), configuration(folder));
    Files.writeString(
        folder.resolve("root.zone"),
        """
        $TTL 60
        @ IN SOA ns.root. admin.root. 1 60 60 60 60
        @ IN NS ns.root.
        ns.root. IN A 127.0.0.1
        """);
    zone(folder, "dialer.test", "_acme-challenge.alias IN CNAME alias.challenges.test.");
    zone(folder, "challenges.test", "");
    zone(folder, "frozen.test", "");
    zone(folder, "caa.test", "@ IN CAA 0 issue \"other-authority.example\"");
    zone(folder, "lag.test", "@ IN NS ns2.lag.test.\nns2 IN AAAA ::1");
    zone(folder, "slow.test", "@ IN NS ns2.slow.test.\nns2 IN AAAA ::1");
    zone(folder, "bogus.test", "");
    zone(folder, "cached.test", "");
    Path cached = folder.resolve("cached.test.zone");
    Files.writeString(
        cached,
        Files.readString(cached)
            .replace("1 60 60 60 1", "1 60 60 60 30")
            .replace("$TTL 5", "$TTL 30"));
    this.process =
        PeerProcess.start(
            "named",
            folder,
            List.of(
                "named",
                "-g",
                "-c",
                folder.resolve("named.conf").toString(),
                "-p",
                Integer.toString(port)));
    process.awaitOutput("running");
  }

  private String configuration(Path folder) {
    String keyed = "allow-update { key linecheck; };";
    return """
    key linecheck { algorithm hmac-sha256; secret "%s"; };
    options {
      directory "%s"; listen-on port %d { 127.0.0.1; }; listen-on-v6 { none; };
      pid-file "%s/named.pid"; session-keyfile "%s/session.key"; recursion yes;
      allow-recursion { 127.0.0.1; }; dnssec-validation no;
    };
    controls { };
    zone "." { type primary; file "root.zone"; };
    zone "dialer.test" { type primary; file "dialer.test.zone"; %s };
    zone "challenges.test" { type primary; file "challenges.test.zone"; %s };
    zone "caa.test" { type primary; file "caa.test.zone"; %s };
    zone "lag.test" { type primary; file "lag.test.zone"; notify no; %s };
    zone "slow.test" { type primary; file "slow.test.zone"; notify explicit;
      also-notify { ::1 port %d; }; notify-delay 1; allow-transfer { any; }; %s };
    zone "bogus.test" { type primary; file "bogus.test.zone"; %s };
    zone "cached.test" { type primary; file "cached.test.zone"; %s };
    zone "frozen.test" { type primary; file "frozen.test.zone"; };
    """
        .formatted(
            key, folder, port, folder, folder, keyed, keyed, keyed, keyed, port, keyed, keyed,
            keyed);
  }

  static void zone(Path folder, String name, String more) throws IOException {
    Files.writeString(
        folder.resolve(name + ".zone"),
        """
        $TTL 5
        @ IN SOA ns1.%s. admin.%s. 1 60 60 60 1
        @ IN NS ns1.%s.
        @ IN A 127.0.0.1
        ns1 IN A 127.0.0.1
        * IN A 127.0.0.1
        %s
        """
            .formatted(name, name, name, more));
  }

  /** Adds or removes a TXT value as a provider's own machinery would. */
  void update(String name, String value, boolean add) throws IOException {
    org.xbill.DNS.Update update = new org.xbill.DNS.Update(Name.fromString(zoneOf(name) + "."));
    Record record = new org.xbill.DNS.TXTRecord(Name.fromString(name + "."), DClass.IN, 60, value);
    if (add) {
      update.add(record);
    } else {
      update.delete(record);
    }
    SimpleResolver server =
        new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server.setTCP(true);
    server.setTSIGKey(
        new org.xbill.DNS.TSIG(
            org.xbill.DNS.TSIG.HMAC_SHA256,
            Name.fromString("linecheck."),
            Base64.getDecoder().decode(key)));
    int rcode = server.send(update).getRcode();
    if (rcode != org.xbill.DNS.Rcode.NOERROR) {
      throw new IOException("BIND answered " + org.xbill.DNS.Rcode.string(rcode));
    }
  }

  private static String zoneOf(String name) {
    String[] labels = name.split("\\.");
    return labels[labels.length - 2] + "." + labels[labels.length - 1];
  }

  /** The TXT values of a name. */
  List<String> txt(String name) throws IOException {
    SimpleResolver resolver =
        new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Message answer =
        resolver.send(
            Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.TXT, DClass.IN)));
    List<String> values = new ArrayList<>();
    answer.getSection(Section.ANSWER).forEach(found -> values.add(found.rdataToString()));
    return values;
  }

  @Override
  public void close() {
    process.close();
  }
}
