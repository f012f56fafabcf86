package io.linecheck.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * An office network of its own, in a network namespace: a browser in it reaches nothing but one
 * address outside, through a firewall that drops what a test says. Needs the right to make
 * namespaces, as the tests' other Debian packages need the right to be installed.
 */
public final class OfficeNetwork implements AutoCloseable {
  private final String name;
  private final String net;

  private OfficeNetwork(String name, String net) {
    this.name = name;
    this.net = net;
  }

  /** Makes one that lets everything through. */
  public static OfficeNetwork open() {
    int number = ThreadLocalRandom.current().nextInt(256 * 64);
    String name = "lc" + Integer.toString(number, 36);
    String net = "10." + (192 + number / 256) + "." + number % 256 + ".";
    OfficeNetwork office = new OfficeNetwork(name, net);
    run("ip", "netns", "add", name);
    run("ip", "link", "add", name + "a", "type", "veth", "peer", "name", name + "b");
    run("ip", "link", "set", name + "b", "netns", name);
    run("ip", "addr", "add", net + "1/30", "dev", name + "a");
    run("ip", "link", "set", name + "a", "up");
    office.inside("addr", "add", net + "2/30", "dev", name + "b");
    office.inside("link", "set", name + "b", "up");
    office.inside("link", "set", "lo", "up");
    return office;
  }

  /** The one address outside, where servers must listen. */
  public InetAddress outside() {
    return InetAddress.ofLiteral(net + "1");
  }

  /**
   * The firewall drops what one of these selects, as {@code ip rule} words it: {@code ipproto udp},
   * {@code ipproto udp dport 3478}. What was dropped before passes again.
   */
  public void drop(String... selections) {
    rules(List.of(), List.of(selections));
  }

  /** The firewall passes what one of these selects, and nothing else. */
  public void passOnly(String... selections) {
    rules(List.of(selections), List.of("from all"));
  }

  private void rules(List<String> passed, List<String> dropped) {
    inside("rule", "flush");
    inside("rule", "add", "pref", "0", "lookup", "local");
    inside("rule", "add", "pref", "32766", "lookup", "main");
    int place = 100;
    for (String selection : passed) {
      rule(place++, selection, "lookup", "main");
    }
    for (String selection : dropped) {
      rule(place++, selection, "blackhole");
    }
  }

  private void rule(int place, String selection, String... action) {
    List<String> words = new ArrayList<>(List.of("rule", "add", "pref", Integer.toString(place)));
    words.addAll(List.of(selection.split(" ")));
    words.addAll(List.of(action));
    inside(words.toArray(String[]::new));
  }

  private void inside(String... words) {
    List<String> all = new ArrayList<>(List.of("ip", "-n", name));
    all.addAll(List.of(words));
    run(all.toArray(String[]::new));
  }

  /** A program that runs a browser in it. */
  public Path browser(Path folder) {
    try {
      Path script = folder.resolve("browser-" + name);
      Files.writeString(
          script, "#!/bin/sh\nexec ip netns exec " + name + " /usr/bin/chromium \"$@\"\n");
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      return script;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    run("ip", "link", "del", name + "a");
    run("ip", "netns", "del", name);
  }
}
