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
    zone "frozen.test" { type primary; file "frozen.test.zone"; };
    """
        .formatted(key, folder, port, folder, folder, keyed, keyed, keyed);
  }

  private static void zone(Path folder, String name, String more) throws IOException {
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
