package io.linecheck.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * A server on a loopback port that misbehaves in one way with every connection; each runs on a
 * virtual thread of its own and is cut when the test closes the peer.
 */
public final class FaultyPeer implements AutoCloseable {
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** What it does with a connection; the socket is closed afterwards. */
  @FunctionalInterface
  public interface Manner {
    /** Deals with one connection. */
    void deal(Socket socket) throws IOException, InterruptedException;
  }

  private FaultyPeer(ServerSocket listener, Manner manner) {
    this.listener = listener;
    Thread.ofVirtual().start(() -> accept(manner));
  }

  /** A plain TCP server. */
  public static FaultyPeer tcp(Manner manner) {
    try {
      return new FaultyPeer(new ServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1")), manner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A TLS server of the JDK with the given leaf and the authority's intermediate. */
  public static FaultyPeer tls(TestAuthority authority, TestAuthority.Issued leaf, Manner manner) {
    return tls(authority, leaf, socket -> {}, manner);
  }

  /** How a TLS listener is set up beyond its certificate. */
  @FunctionalInterface
  public interface Setup {
    /** Changes the listener before it accepts. */
    void apply(SSLServerSocket listener);
  }

  /** A TLS server of the JDK, set up further. */
  public static FaultyPeer tls(
      TestAuthority authority, TestAuthority.Issued leaf, Setup setup, Manner manner) {
    try {
      SSLServerSocket listener =
          (SSLServerSocket)
              context(authority, leaf)
                  .getServerSocketFactory()
                  .createServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1"));
      setup.apply(listener);
      return new FaultyPeer(listener, manner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server's side of TLS with a leaf and the authority's intermediate. */
  public static SSLContext context(TestAuthority authority, TestAuthority.Issued leaf) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      X509Certificate[] chain = {leaf.certificate(), authority.intermediate()};
      store.setKeyEntry("leaf", leaf.key().getPrivate(), new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Accepts and says nothing until the test is over. */
  public static FaultyPeer silent() {
    return tcp(socket -> hold());
  }

  /** Waits for the first bytes, then closes with FIN. */
  public static FaultyPeer closing() {
    return tcp(FaultyPeer::swallow);
  }

  /** Waits for the first bytes, then resets. */
  public static FaultyPeer resetting() {
    return tcp(socket -> {
      swallow(socket);
      socket.setSoLinger(true, 0);
    });
  }

  /** Waits for the first bytes, answers with the given text in the clear, then closes. */
  public static FaultyPeer saying(String text) {
    return tcp(socket -> {
      swallow(socket);
      send(socket, text);
    });
  }

  /** Reads what has come so far, at least a byte. */
  public static void swallow(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[16384];
    int unused = in.read(buffer);
  }

  /** Sends a text. */
  public static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Stays until the peer is closed. */
  public static void hold() throws InterruptedException {
    TimeUnit.MINUTES.sleep(5);
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Its address. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port());
  }

  private void accept(Manner manner) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket, manner));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket, Manner manner) {
    try (socket) {
      manner.deal(socket);
    } catch (IOException gone) {
      // the client left, which is its right
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
