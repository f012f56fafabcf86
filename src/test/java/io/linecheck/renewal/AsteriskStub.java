package io.linecheck.renewal;

import io.linecheck.certificate.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A TLS server that reloads as Asterisk's http module does: a pair it cannot use ends all new
 * handshakes while TCP goes on listening and the command says success; with an unchanged http.conf
 * no later reload brings TLS back. Beside a certificate {@code NAME_rsa.pem} it loads {@code
 * NAME_ecc.pem}, chain and key in one.
 */
final class AsteriskStub implements AutoCloseable {
  private final Path certificate;
  private final Path key;
  final Path httpConf;
  private final ServerSocket door;
  private final ServerSocket command;
  private final AtomicReference<SSLContext> context = new AtomicReference<>();
  private FileTime seen;
  private boolean enabled;

  AsteriskStub(Path folder, Path certificate, Path key) throws IOException {
    this.certificate = certificate;
    this.key = key;
    this.httpConf = Files.writeString(folder.resolve("http.conf"), "[general]\ntlsenable=yes\n");
    this.door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    this.command = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    this.seen = FileTime.fromMillis(0);
    reload();
    Thread.ofVirtual().start(this::serve);
    Thread.ofVirtual().start(this::listen);
  }

  int port() {
    return door.getLocalPort();
  }

  /** The command that stands for {@code asterisk -rx 'module reload http'}. */
  String reloadCommand() {
    return "bash -c 'exec 3<>/dev/tcp/127.0.0.1/"
        + command.getLocalPort()
        + "; echo reload >&3; cat <&3'";
  }

  private synchronized void reload() throws IOException {
    FileTime now = Files.getLastModifiedTime(httpConf);
    boolean changed = !now.equals(seen);
    seen = now;
    if (!changed && !enabled) {
      return;
    }
    try {
      context.set(load());
      enabled = true;
    } catch (Exception bad) {
      context.set(null);
      enabled = false;
    }
  }

  private SSLContext load() throws Exception {
    // JKS: a reload is no time for the ten thousand rounds with which PKCS #12 guards a key.
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    add(store, certificate, key);
    if (certificate.toString().endsWith("_rsa.pem")) {
      Path second = Path.of(certificate.toString().replace("_rsa.pem", "_ecc.pem"));
      add(store, second, second);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(keys.getKeyManagers(), null, null);
    return made;
  }

  private static void add(KeyStore store, Path chainFile, Path keyFile) throws Exception {
    List<X509Certificate> chain = new ArrayList<>();
    for (byte[] der : Pem.certificates(Files.readString(chainFile))) {
      chain.add(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der)));
    }
    String text = Files.readString(keyFile);
    KeyPair pair =
        io.linecheck.renewal.acme.KeyFiles.parse(
            text.substring(text.indexOf("-----BEGIN PRIVATE")));
    if (!pair.getPublic().equals(chain.getFirst().getPublicKey())) {
      throw new IOException("key values mismatch");
    }
    store.setKeyEntry(
        chainFile.toString(),
        pair.getPrivate(),
        new char[0],
        chain.toArray(new X509Certificate[0]));
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket socket = door.accept();
        Thread.ofVirtual().start(() -> handshake(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void handshake(Socket socket) {
    try (socket) {
      SSLContext now = context.get();
      if (now == null) {
        socket.setSoLinger(true, 0);
        return;
      }
      SSLSocket tls =
          (SSLSocket) now.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
      tls.setUseClientMode(false);
      tls.startHandshake();
      converse(tls);
    } catch (IOException gone) {
      return;
    }
  }

  /** Takes a WebSocket on any path and answers pings until the peer goes. */
  private static void converse(SSLSocket tls) throws IOException {
    java.io.InputStream in = tls.getInputStream();
    StringBuilder head = new StringBuilder();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      head.append((char) octet);
      if (head.length() > 8000 || head.indexOf("\r\n\r\n") >= 0) {
        break;
      }
    }
    if (head.indexOf("Sec-WebSocket-Key: ") < 0) {
      return;
    }
    tls.getOutputStream()
        .write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    byte[] frame = new byte[2000];
    while (in.read(frame) > 0) {
      tls.getOutputStream().write(new byte[] {(byte) 0x8a, 0});
    }
  }

  private void listen() {
    while (!command.isClosed()) {
      try (Socket socket = command.accept()) {
        socket.getInputStream().read(new byte[100]);
        reload();
        socket
            .getOutputStream()
            .write("Module 'http' reloaded successfully.\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException closed) {
        Thread.onSpinWait();
      }
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    command.close();
  }
}
