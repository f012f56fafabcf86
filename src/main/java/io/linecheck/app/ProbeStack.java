package io.linecheck.app;

import io.linecheck.config.CatalogueReader;
import io.linecheck.diagnose.Diagnostician;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** The probes of one process, wired: Vert.x, the walk, the diagnosis. */
public final class ProbeStack implements AutoCloseable {
  private final Vertx vertx;
  private final ReadinessCheck readiness;

  private ProbeStack(Vertx vertx, ReadinessCheck readiness) {
    this.vertx = vertx;
    this.readiness = readiness;
  }

  /** Opens everything the probes need. */
  public static ProbeStack open(ProbeSettings settings) {
    Vertx vertx = Vertx.vertx();
    Diagnostician diagnostician = new Diagnostician(CatalogueReader.read());
    return new ProbeStack(
        vertx,
        new ReadinessCheck(
            context -> {
              throw new IllegalStateException("no walk yet for " + settings);
            },
            diagnostician,
            InstantSource.system()));
  }

  /** The full check of one dialer. */
  public ReadinessCheck readiness() {
    return readiness;
  }

  @Override
  public void close() {
    vertx.close();
  }
}
