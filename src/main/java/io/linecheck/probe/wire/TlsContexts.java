package io.linecheck.probe.wire;

import io.linecheck.probe.wire.TlsOffer.Ciphers;
import io.linecheck.probe.wire.TlsOffer.TlsEngine;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * The native TLS contexts of the process, one for each kind of offer: building one for each probe
 * would cost more than the handshake. The JDK's engine, asked only after a failure, gets one each.
 * None of them judges a certificate, resumes a session or holds a key; what the server showed is
 * recorded by connection. Thread-safe.
 */
final class TlsContexts {
  private static final List<String> ECDSA =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
  private static final List<String> RSA =
      List.of(
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_CBC_SHA");

  /** What Chrome offers, but for its post-quantum one; Firefox also offers P-521. */
  private static final String[] GROUPS = {"x25519", "secp256r1", "secp384r1"};

  private record Kind(
      TlsEngine engine, List<String> versions, Ciphers ciphers, List<String> alpn) {}

  private final Map<Kind, SslContext> contexts = new ConcurrentHashMap<>();
  private final ServedChains shared = new ServedChains(true);

  /** One connection's engine and where its chain is written. */
  record Prepared(SslHandler handler, ServedChains chains) {
    ServedChains.Seen seen() {
      return chains.take(handler.engine());
    }
  }

  /** Whether the native engine runs here. */
  boolean hasNative() {
    return load();
  }

  /** Loads the native engine where that is still to be done; whether it runs here. */
  static boolean load() {
    return OpenSsl.isAvailable();
  }

  /** A handler for one connection; its deadline is the caller's business. */
  Prepared prepare(TlsOffer offer, ByteBufAllocator allocator) {
    boolean isNative = offer.engine() == TlsEngine.NATIVE && hasNative();
    Kind kind =
        new Kind(
            isNative ? TlsEngine.NATIVE : TlsEngine.JDK,
            offer.versions(),
            offer.ciphers(),
            offer.alpn());
    ServedChains chains = isNative ? shared : new ServedChains(false);
    SslContext context =
        isNative
            ? contexts.computeIfAbsent(kind, missing -> build(missing, shared))
            : build(kind, chains);
    SSLEngine engine = engine(context, isNative, offer, allocator);
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(0);
    handler.setCloseNotifyFlushTimeoutMillis(1000);
    return new Prepared(handler, chains);
  }

  /** An engine that names the host as browsers do: every name, no address, without the root dot. */
  private static SSLEngine engine(
      SslContext context, boolean isNative, TlsOffer offer, ByteBufAllocator allocator) {
    Optional<String> host =
        offer
            .serverName()
            .map(name -> name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
            .filter(name -> !NetUtil.isValidIpV4Address(name) && !NetUtil.isValidIpV6Address(name));
    if (isNative && host.filter(name -> name.indexOf('.') > 0).isPresent()) {
      return context.newEngine(allocator, host.get(), -1);
    }
    SSLEngine engine = context.newEngine(allocator);
    SSLParameters parameters = engine.getSSLParameters();
    // Said outright: by itself the native engine names no host of one label.
    host.flatMap(TlsContexts::serverName)
        .ifPresent(name -> parameters.setServerNames(List.of(name)));
    if (!isNative) {
      SignatureSchemes.of(offer.ciphers())
          .ifPresent(names -> parameters.setSignatureSchemes(names.toArray(String[]::new)));
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static Optional<SNIServerName> serverName(String host) {
    try {
      return Optional.of(new SNIHostName(host.getBytes(StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException noHostName) {
      // The JDK's class takes no underscore, which inside names have.
      return Optional.empty();
    }
  }

  /** The OCSP answer that a server stapled to a completed handshake. */
  static Optional<byte[]> stapled(SSLEngine engine) {
    if (engine instanceof ReferenceCountedOpenSslEngine open) {
      byte[] answer = OpenSsl.isOcspSupported() ? open.getOcspResponse() : null;
      return Optional.ofNullable(answer).filter(bytes -> bytes.length > 0);
    }
    return engine.getSession() instanceof ExtendedSSLSession session
        ? session.getStatusResponses().stream().findFirst().filter(bytes -> bytes.length > 0)
        : Optional.empty();
  }

  private static SslContext build(Kind kind, ServedChains chains) {
    boolean isNative = kind.engine() == TlsEngine.NATIVE;
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(isNative ? SslProvider.OPENSSL : SslProvider.JDK)
              .trustManager(chains)
              .keyManager(chains.keys())
              .endpointIdentificationAlgorithm("")
              .enableOcsp(isNative && OpenSsl.isOcspSupported())
              .protocols(kind.versions())
              .ciphers(ciphers(kind), SupportedCipherSuiteFilter.INSTANCE);
      if (!kind.alpn().isEmpty()) {
        builder.applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                kind.alpn()));
      }
      if (isNative && kind.ciphers() != Ciphers.EVERYTHING) {
        builder.option(OpenSslContextOption.GROUPS, GROUPS.clone());
      }
      SslContext context = builder.build();
      if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
        sessions.setSessionCacheEnabled(false);
      }
      return context;
    } catch (SSLException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("no TLS context for " + kind, e);
    }
  }

  private static List<String> ciphers(Kind kind) throws NoSuchAlgorithmException {
    List<String> old =
        switch (kind.ciphers()) {
          case RSA, RSA_FIRST -> RSA;
          case ECDSA -> ECDSA;
          case BROWSER -> join(ECDSA, RSA);
          case EVERYTHING ->
              kind.engine() == TlsEngine.NATIVE
                  ? List.copyOf(OpenSsl.availableJavaCipherSuites())
                  : List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        };
    return kind.versions().contains("TLSv1.3")
        ? join(
            List.of(
                "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"),
            old)
        : old;
  }

  private static List<String> join(List<String> first, List<String> second) {
    return java.util.stream.Stream.concat(first.stream(), second.stream()).distinct().toList();
  }
}
