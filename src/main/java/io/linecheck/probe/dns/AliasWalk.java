package io.linecheck.probe.dns;

import io.linecheck.probe.Deadline;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Follows CNAME records (RFC 1034 section 3.6.2) until they end or come back to where they have
 * been. For one lookup, on the check's virtual thread.
 */
final class AliasWalk {
  /** Resolvers give up after 8 to 17 aliases. */
  private static final int MOST = 18;

  private static final Duration PATIENCE = Duration.ofMillis(1500);

  private final InetSocketAddress server;
  private final Deadline deadline;

  /** A walk that asks this server. */
  AliasWalk(InetSocketAddress server, Deadline deadline) {
    this.server = server;
    this.deadline = deadline;
  }

  /** The aliases that one answer holds, from the name that was asked; empty where it is none. */
  static List<String> chain(Message answer) {
    Record question = answer.getQuestion();
    if (question == null) {
      return List.of();
    }
    Map<Name, Name> targets = new HashMap<>();
    for (Record record : answer.getSection(Section.ANSWER)) {
      if (record instanceof CNAMERecord alias) {
        targets.putIfAbsent(alias.getName(), alias.getTarget());
      }
    }
    return names(question.getName(), targets);
  }

  /** Whether a record's name is the one that was asked for, or an alias of it on the way. */
  static boolean isAnswered(Name name, Message answer, List<String> chain) {
    Record question = answer.getQuestion();
    return (question != null && question.getName().equals(name)) || chain.contains(words(name));
  }

  /** Asks for one alias after the other. */
  List<String> follow(Name name) throws InterruptedException {
    Map<Name, Name> targets = new HashMap<>();
    Name at = name;
    while (at != null && targets.size() < MOST && !targets.containsKey(at)) {
      Name next = ask(at);
      if (next != null) {
        targets.put(at, next);
      }
      at = next;
    }
    return names(name, targets);
  }

  /** The way from a name, its last one named twice where it leads in a circle. */
  private static List<String> names(Name first, Map<Name, Name> targets) {
    List<String> names = new ArrayList<>(List.of(words(first)));
    Name next = targets.get(first);
    while (next != null && names.size() <= MOST) {
      boolean circle = names.contains(words(next));
      names.add(words(next));
      next = circle ? null : targets.get(next);
    }
    return names.size() > 1 ? names : List.of();
  }

  private @Nullable Name ask(Name name) throws InterruptedException {
    Deadline soon = deadline.atMost(PATIENCE);
    if (soon.passed()) {
      return null;
    }
    SimpleResolver client = new SimpleResolver(server);
    client.setTimeout(soon.remaining().plusMillis(1));
    Message query = Message.newQuery(Record.newRecord(name, Type.CNAME, DClass.IN));
    try {
      return client
          .sendAsync(query)
          .toCompletableFuture()
          .get(soon.remaining().toNanos(), TimeUnit.NANOSECONDS)
          .getSection(Section.ANSWER)
          .stream()
          .filter(CNAMERecord.class::isInstance)
          .map(CNAMERecord.class::cast)
          .filter(alias -> alias.getName().equals(name))
          .map(CNAMERecord::getTarget)
          .findFirst()
          .orElse(null);
    } catch (TimeoutException | ExecutionException unanswered) {
      return null;
    }
  }

  private static String words(Name name) {
    return name.toString(true).toLowerCase(Locale.ROOT);
  }
}
