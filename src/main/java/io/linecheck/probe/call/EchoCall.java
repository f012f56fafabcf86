package io.linecheck.probe.call;

import io.linecheck.model.Fault;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.StageLog;
import io.linecheck.probe.call.CallObservation.Dtls;
import io.linecheck.probe.call.CallObservation.Ice;
import io.linecheck.probe.call.CallObservation.Invite;
import io.linecheck.probe.call.CallObservation.Media;
import io.linecheck.probe.call.CallObservation.Trial;
import io.linecheck.probe.sip.Errand;
import io.linecheck.probe.sip.Exchange;
import io.linecheck.probe.sip.RegisteredPhone;
import io.linecheck.probe.sip.RegisteredPhone.Call;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One synthetic call to the echo extension: offered as a browser offers it, connected, encrypted,
 * talked over, and ended with BYE whatever happens. For one run on the check's virtual thread; a
 * second one talks meanwhile.
 */
public final class EchoCall implements Errand {
  private final CheckContext context;
  private final String extension;
  private final InetSocketAddress dialer;
  private final CallSettings settings;
  private final SecureRandom random;
  private final OfferDecision offerDecision = new OfferDecision();
  private final List<Trial> trials = new ArrayList<>();
  private Optional<Invite> invite = Optional.empty();
  private Optional<SdpAnswer> answer = Optional.empty();
  private Optional<Ice> ice = Optional.empty();
  private Optional<Dtls> dtls = Optional.empty();
  private Optional<Media> media = Optional.empty();
  private String notTried = "";
  private long tookNanos;

  /**
   * A call.
   *
   * @param extension whom to call
   * @param dialer where SIP went; media is sent from the address that reaches it
   */
  public EchoCall(
      CheckContext context,
      String extension,
      InetSocketAddress dialer,
      CallSettings settings,
      SecureRandom random) {
    this.context = context;
    this.extension = extension;
    this.dialer = dialer;
    this.settings = settings;
    this.random = random;
  }

  @Override
  public void run(RegisteredPhone phone, Deadline deadline) throws InterruptedException {
    long started = System.nanoTime();
    try (IceLink link = IceLink.open(dialer)) {
      CallIdentity identity = CallIdentity.create(context.clock().instant(), random);
      Offer offer = link.offer(random.nextLong(1, Long.MAX_VALUE), identity.fingerprint());
      Call call =
          phone.invite(
              extension, offer.text(OfferVariant.BROWSER), deadline.atMost(settings.answer()));
      try {
        invite = Optional.of(seen(call.exchange()));
        if (call.exchange().last().succeeded() && !call.answer().isEmpty()) {
          answer = Optional.of(SdpAnswer.read(call.answer()));
        }
        boolean usable =
            answer.isPresent()
                && offerDecision.decide(context.subject(), observation()).stream()
                    .noneMatch(fault -> fault.severity() == Severity.CRITICAL);
        if (usable) {
          connect(call, link, identity, deadline);
        }
      } finally {
        call.hangUp();
      }
      if (invite.filter(seen -> seen.status() == 488).isPresent()) {
        narrow(phone, offer, deadline);
      }
    } catch (IOException noSocket) {
      notTried = "no call: " + noSocket.getMessage();
    } finally {
      tookNanos = System.nanoTime() - started;
    }
  }

  private static Invite seen(Exchange exchange) {
    return new Invite(exchange.last().status(), exchange.last().words(), exchange.seconds());
  }

  /** After 488: one thing changed at a time; what is accepted is ended at once. */
  private void narrow(RegisteredPhone phone, Offer offer, Deadline deadline)
      throws InterruptedException {
    for (OfferVariant variant :
        List.of(OfferVariant.PROFILE, OfferVariant.ENCRYPTION, OfferVariant.CODEC)) {
      Call call = phone.invite(extension, offer.text(variant), deadline.atMost(settings.answer()));
      call.hangUp();
      trials.add(new Trial(variant, call.exchange().last().status()));
      if (call.exchange().last().succeeded()) {
        return;
      }
    }
  }

  private void connect(Call call, IceLink link, CallIdentity identity, Deadline deadline)
      throws InterruptedException {
    SdpAnswer theirs = answer.orElseThrow();
    ice = Optional.of(link.connect(theirs, deadline.atMost(settings.checks())));
    if (!ice.get().connected()) {
      return;
    }
    try (MediaSocket socket = link.media()) {
      DtlsHandshake handshake =
          new DtlsHandshake(
              identity, theirs.fingerprint(), deadline.atMost(settings.handshake()), random);
      dtls = Optional.of(handshake.run(theirs.setup().equals("passive"), socket.dtls()));
      if (handshake.keys().isPresent()) {
        media = Optional.of(talk(call, socket, theirs, handshake.keys().get(), deadline));
      }
    }
  }

  private Media talk(
      Call call, MediaSocket socket, SdpAnswer theirs, SrtpKeys keys, Deadline deadline)
      throws InterruptedException {
    int ssrc = random.nextInt();
    Voice voice = Voice.of(OfferDecision.codec(theirs).orElseThrow());
    Duration room = deadline.remaining().minus(settings.tail());
    Duration length = room.compareTo(settings.length()) < 0 ? room : settings.length();
    try (SrtpSession srtp = new SrtpSession(keys, ssrc)) {
      Talk talk = new Talk(voice, srtp, socket, ssrc, random, context.clock());
      Thread talking = Thread.ofVirtual().name("call-talk").start(() -> talk.run(length));
      try {
        call.hold(Deadline.in(length.plus(settings.tail())));
      } finally {
        talking.interrupt();
        talking.join();
      }
      return talk.listen(socket.arrivals());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES and HMAC of SRTP are not to be had", e);
    }
  }

  /** What was seen; empty where no call was offered. */
  public Optional<CallObservation> seen() {
    return invite.map(offered -> observation());
  }

  private CallObservation observation() {
    return new CallObservation(
        extension,
        invite.orElseThrow(),
        trials,
        answer,
        dialer.getAddress().getHostAddress(),
        ice,
        dtls,
        media);
  }

  /** How long it took, so that the stage before it can be given its own time. */
  public Duration took() {
    return Duration.ofNanos(tookNanos);
  }

  /** The faults of the signalling; they belong to the SIP stage. */
  public List<Fault> signalling() {
    return seen().map(seen -> offerDecision.decide(context.subject(), seen)).orElse(List.of());
  }

  /** Ends the stages of the media, as far as they were reached. */
  public void record(StageLog log) {
    if (!notTried.isEmpty()) {
      log.skip(Stage.ICE, notTried);
      return;
    }
    invite.ifPresent(offered -> log.fact("call.setupSeconds", seconds(offered.seconds())));
    ice.ifPresent(seen -> {
      log.fact("ice.pair", seen.pair());
      end(log, Stage.ICE, seen.seconds(), path(Optional.empty()));
    });
    dtls.ifPresent(seen -> {
      log.fact("dtls.version", seen.version());
      end(log, Stage.DTLS, seen.seconds(), path(dtls));
    });
    media.ifPresent(seen -> {
      log.fact("call.codec", seen.codec());
      log.fact("call.packets", seen.sent() + " sent, " + seen.received() + " received");
      if (seen.received() > 0) {
        log.fact("call.lossRatio", seconds(seen.lossRatio()));
        log.fact("call.jitterSeconds", seconds(seen.jitterSeconds()));
        seen.roundTripSeconds().ifPresent(trip -> log.fact("call.rttSeconds", seconds(trip)));
        log.fact("call.mos", String.format(Locale.ROOT, "%.2f", MediaDecision.score(seen).value()));
      }
      end(
          log,
          Stage.MEDIA,
          seen.seconds(),
          new MediaDecision().decide(context.subject(), observation()));
    });
  }

  /** The faults of the checks, or of the handshake once it was reached. */
  private List<Fault> path(Optional<Dtls> reached) {
    CallObservation seen = observation();
    return new PathDecision()
        .decide(
            context.subject(),
            new CallObservation(
                seen.extension(),
                seen.invite(),
                seen.trials(),
                seen.answer(),
                seen.walked(),
                reached.isPresent() ? Optional.empty() : seen.ice(),
                reached,
                Optional.empty()));
  }

  private static void end(StageLog log, Stage stage, double seconds, List<Fault> faults) {
    log.end(stage, System.nanoTime() - Math.round(seconds * 1e9), faults);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.4f", seconds);
  }
}
