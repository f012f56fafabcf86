package io.linecheck.web;

import io.linecheck.incident.Acknowledgement;
import io.linecheck.incident.Incident;
import java.util.List;
import java.util.Optional;

/** What people do about incidents. Each is one transaction; blocks until it is committed. */
public interface IncidentActions {
  /** Someone takes an incident; gives it as it is now, or nothing where there is none. */
  Optional<Incident> acknowledge(String incident, Acknowledgement by);

  /** Nobody has it any more; gives it as it is now, or nothing where there is none. */
  Optional<Incident> takeBack(String incident, String by);

  /** Draws dialers anew after a maintenance began or ended. */
  void redraw(List<String> dialers);
}
