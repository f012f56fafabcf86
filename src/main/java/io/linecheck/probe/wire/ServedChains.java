package io.linecheck.probe.wire;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts every chain and writes down, by connection, what was sent: the verdict comes later and
 * elsewhere, and the chain is wanted most when it is bad. Thread-safe.
 */
final class ServedChains extends X509ExtendedTrustManager {
  private final boolean isShared;
  private final Map<Object, List<byte[]>> chains = new ConcurrentHashMap<>();
  private final Set<Object> asked = ConcurrentHashMap.newKeySet();
  private final Asked keys = new Asked();

  /**
   * A record of chains.
   *
   * @param isShared whether several connections write to it; the engine of the JDK does not say
   *     which connection it speaks for and therefore needs a record of its own
   */
  ServedChains(boolean isShared) {
    this.isShared = isShared;
  }

  private Object key(SSLEngine engine) {
    return isShared ? engine : this;
  }

  /** A key manager that has no key and notes being asked for one. */
  X509ExtendedKeyManager keys() {
    return keys;
  }

  /** Forgets a connection and tells what it saw. */
  Seen take(SSLEngine engine) {
    List<byte[]> chain = chains.remove(key(engine));
    return new Seen(chain == null ? List.of() : chain, asked.remove(key(engine)));
  }

  /**
   * What one handshake showed.
   *
   * @param chain certificates as sent, DER, the first one first; empty where none came
   * @param askedForOurs whether the server asked for a certificate
   */
  record Seen(List<byte[]> chain, boolean askedForOurs) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    List<byte[]> encoded = new ArrayList<>(chain.length);
    for (X509Certificate certificate : chain) {
      try {
        encoded.add(certificate.getEncoded());
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a certificate that came encoded has no encoding", e);
      }
    }
    chains.put(key(engine), List.copyOf(encoded));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw new UnsupportedOperationException("only engines are used");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {
    throw new UnsupportedOperationException("only engines are used");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    throw new UnsupportedOperationException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw new UnsupportedOperationException("this is a client");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {
    throw new UnsupportedOperationException("this is a client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private final class Asked extends X509ExtendedKeyManager {
    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
      asked.add(key(engine));
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return null;
    }
  }
}
