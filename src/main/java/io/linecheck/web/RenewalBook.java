package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** How renewals stand. Answers from memory; any thread may ask. */
@FunctionalInterface
public interface RenewalBook {
  /** The renewal of a dialer's certificate, as {@code #/components/schemas/RenewalState}. */
  Optional<ObjectNode> find(String dialer);
}
