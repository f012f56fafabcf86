package io.linecheck.incident;

import java.time.Instant;
import java.util.Optional;

/** What happened to an incident: kept for the record, and some of it told to people. */
public sealed interface IncidentEvent {
  /** The incident as it is after the event. */
  Incident incident();

  /** When. */
  Instant at();

  /** The word under which it is recorded. */
  String word();

  /** It exists; whether people hear of it is another event. */
  record Began(Incident incident, Instant at) implements IncidentEvent {
    @Override
    public String word() {
      return "began";
    }
  }

  /** People are told. */
  record Opened(Incident incident, Instant at) implements IncidentEvent {
    @Override
    public String word() {
      return "opened";
    }
  }

  /** People are told that it became critical. */
  record Worsened(Incident incident, Instant at) implements IncidentEvent {
    @Override
    public String word() {
      return "worsened";
    }
  }

  /** People are told once that it comes and goes, and then hear nothing until it is calm. */
  record BeganToFlap(Incident incident, Instant at) implements IncidentEvent {
    @Override
    public String word() {
      return "flapping";
    }
  }

  /** People are told again. */
  record Reminded(Incident incident, Instant at) implements IncidentEvent {
    @Override
    public String word() {
      return "reminded";
    }
  }

  /** A second channel is told, because nobody has it. */
  record Escalated(Incident incident, Instant at) implements IncidentEvent {
    @Override
    public String word() {
      return "escalated";
    }
  }

  /** Nobody is told, and this is why. */
  record Swallowed(Incident incident, Swallow by, Instant at) implements IncidentEvent {
    @Override
    public String word() {
      return "swallowed";
    }
  }

  /** Someone has it. */
  record Acknowledged(Incident incident, Acknowledgement by, Instant at) implements IncidentEvent {
    @Override
    public String word() {
      return "acknowledged";
    }
  }

  /** Nobody has it any more, by whose word. */
  record TakenBack(Incident incident, String by, Instant at) implements IncidentEvent {
    @Override
    public String word() {
      return "taken-back";
    }
  }

  /** It is over; people are told if they were told that it began. */
  record Resolved(Incident incident, Instant at, Optional<String> reason) implements IncidentEvent {
    @Override
    public String word() {
      return "resolved";
    }
  }
}
