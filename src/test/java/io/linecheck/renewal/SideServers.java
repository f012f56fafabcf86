package io.linecheck.renewal;

import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Two more real name servers beside the primary: a second one of some zones, which lags for ever in
 * one and for a moment in another, and a resolver that validates and caches.
 */
final class SideServers implements AutoCloseable {
  /** Where the resolver answers. */
  final int resolver = FreePorts.one();

  private final PeerProcess second;
  private final PeerProcess cache;

  SideServers(Path folder, int primary) throws IOException {
    Path lag = Files.createDirectories(folder.resolve("second"));
    Bind.zone(lag, "lag.test", "@ IN NS ns2.lag.test.\nns2 IN AAAA ::1");
    this.second =
        named(
            lag,
            primary,
            """
            options { directory "%s"; listen-on { none; }; listen-on-v6 port %d { ::1; };
              pid-file "%s/pid"; session-keyfile "%s/key"; recursion no; };
            controls { };
            zone "lag.test" { type primary; file "lag.test.zone"; };
            zone "slow.test" { type secondary; file "slow.test.zone"; masterfile-format text;
              primaries port %d { 127.0.0.1; }; allow-notify { any; }; };
            """
                .formatted(lag, primary, lag, lag, primary));
    Path cached = Files.createDirectories(folder.resolve("cache"));
    this.cache =
        named(
            cached,
            resolver,
            """
            options { directory "%s"; listen-on port %d { 127.0.0.1; }; listen-on-v6 { none; };
              pid-file "%s/pid"; session-keyfile "%s/key"; recursion yes; dnssec-validation yes;
              forward only; forwarders port %d { 127.0.0.1; }; allow-query { any; };
              max-ncache-ttl 30; max-cache-ttl 1; };
            trust-anchors { bogus.test. static-key 257 3 13
              "mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=="; };
            controls { };
            """
                .formatted(cached, resolver, cached, cached, primary));
  }

  private static PeerProcess named(Path folder, int port, String configuration) throws IOException {
    Files.writeString(folder.resolve("named.conf"), configuration);
    PeerProcess process =
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
    return process;
  }

  /** Makes the resolver remember that a name has no TXT record. */
  void ask(String name) throws IOException {
    new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), resolver))
        .send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.TXT, DClass.IN)));
  }

  @Override
  public void close() {
    second.close();
    cache.close();
  }
}
