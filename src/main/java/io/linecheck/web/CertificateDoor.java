package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Service;
import io.linecheck.model.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one address of one door serves.
 *
 * @param watched whose door
 * @param service which door
 * @param served the leaf
 * @param seenAt when it was seen last
 * @param verdict {@code ok}, {@code warning} or {@code critical}
 * @param codes what is wrong with it
 * @param generation 1 is the newest among the dialer's doors of this host
 * @param renewedBy who renews it, where told
 * @param next what happens to it next
 * @param renewal how its renewal stands
 */
record CertificateDoor(
    WatchedDialer watched,
    Service service,
    ServedCertificate served,
    Instant seenAt,
    Status verdict,
    List<String> codes,
    int generation,
    Optional<String> renewedBy,
    LifetimeEvent next,
    Optional<ObjectNode> renewal) {

  /** As {@code #/components/schemas/CertificateDoor}. */
  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("dialer", watched.id());
    node.put("site", watched.dialer().labels().get("site"));
    node.put("service", service.name());
    node.put("host", service.host());
    node.put("address", served.address());
    node.put("offer", served.offer());
    node.put("verdict", verdict.word());
    ArrayNode words = node.putArray("codes");
    codes.forEach(words::add);
    node.put("subject", served.subject());
    node.put("issuer", served.issuer());
    ArrayNode names = node.putArray("names");
    served.names().forEach(names::add);
    node.put("serial", served.serial());
    node.put("sha256", served.sha256());
    node.put("keyAlgorithm", served.keyAlgorithm());
    node.put("notBefore", ContractJson.time(served.notBefore()));
    node.put("notAfter", ContractJson.time(served.notAfter()));
    node.put("generation", generation);
    node.put("renewedBy", renewedBy.orElse(null));
    ObjectNode event = node.putObject("nextEvent");
    event.put("at", ContractJson.time(next.at()));
    event.put("kind", next.kind().word());
    node.set("renewal", renewal.orElse(null));
    node.put("lastSeenAt", ContractJson.time(seenAt));
    return node;
  }
}
