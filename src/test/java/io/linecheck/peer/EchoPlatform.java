package io.linecheck.peer;

import io.linecheck.peer.TestAuthority.CertificateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A whole phone system for calls from browsers, of real servers: Kamailio takes SIP over secure
 * WebSocket at {@code /ws}, rtpengine turns ICE and DTLS-SRTP into plain RTP, and SIPp answers
 * extension 9196 and sends all sound back; at 9197 it answers and stays silent. User 7999, password
 * {@code s3cret}, realm {@code localhost}.
 */
public final class EchoPlatform implements AutoCloseable {
  /** The extension that echoes. */
  public static final String ECHO = "9196";

  /** The extension that answers and sends nothing. */
  public static final String SILENT = "9197";

  /** Echoes, but answers without ICE. */
  public static final String NO_ICE = "9201";

  /** Echoes, but answers with plain RTP. */
  public static final String PLAIN = "9202";

  /** Refuses every offer that is not plain RTP with 488. */
  public static final String REFUSES_DTLS = "9203";

  /** Answers with the ICE password of another session: no check is ever answered. */
  public static final String DEAF_CANDIDATES = "9204";

  /** Answers with the fingerprint of another certificate. */
  public static final String WRONG_FINGERPRINT = "9205";

  private static final int MEDIA_PORTS = 60;

  private final PeerProcess kamailio;
  private final PeerProcess rtpengine;
  private final PeerProcess echo;
  private final PeerProcess silent;
  private final int port;

  private EchoPlatform(
      PeerProcess kamailio, PeerProcess rtpengine, PeerProcess echo, PeerProcess silent, int port) {
    this.kamailio = kamailio;
    this.rtpengine = rtpengine;
    this.echo = echo;
    this.silent = silent;
    this.port = port;
  }

  /** Starts all of them in a folder, with a certificate for {@code localhost} and 127.0.0.1. */
  public static EchoPlatform start(Path folder, TestAuthority authority) {
    int port = FreePorts.one();
    int sip = FreePorts.one();
    int control = FreePorts.one();
    int echoPort = FreePorts.one();
    int silentPort = FreePorts.one();
    CertificateFiles files =
        authority.writeChain(folder, "platform", authority.leaf("localhost", "127.0.0.1"));
    PeerProcess rtpengine = rtpengine(folder, control);
    PeerProcess echo = sipp(folder, "echo", echoPort, "-rtp_echo");
    PeerProcess silent = sipp(folder, "silent", silentPort);
    Path config =
        write(folder, "echo.cfg", config(port, sip, control, echoPort, silentPort, files));
    PeerProcess kamailio =
        PeerProcess.start(
            "kamailio-echo",
            folder,
            List.of(
                "/usr/sbin/kamailio",
                "-f",
                config.toString(),
                "-DD",
                "-E",
                "-m",
                "32",
                "-M",
                "4",
                "-Y",
                folder.toString()));
    kamailio.awaitPort(port);
    return new EchoPlatform(kamailio, rtpengine, echo, silent, port);
  }

  /** Media without its kernel module: packets are forwarded by the process ({@code --table=-1}). */
  private static PeerProcess rtpengine(Path folder, int control) {
    int media = FreePorts.row(MEDIA_PORTS);
    return PeerProcess.start(
            "rtpengine",
            folder,
            List.of(
                "rtpengine",
                "--config-file=none",
                "--foreground",
                "--table=-1",
                "--interface=127.0.0.1",
                "--listen-ng=127.0.0.1:" + control,
                "--listen-cli=127.0.0.1:" + FreePorts.one(),
                "--port-min=" + media,
                "--port-max=" + (media + MEDIA_PORTS - 1),
                "--num-threads=1",
                "--log-stderr",
                "--log-level=6",
                "--pidfile=" + folder.resolve("rtpengine.pid")))
        .awaitOutput("Startup complete");
  }

  private static PeerProcess sipp(Path folder, String name, int port, String... options) {
    Path scenario = write(folder, name + ".xml", SCENARIO);
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "sipp",
                "-sf",
                scenario.toString(),
                "-i",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-ci",
                "127.0.0.1",
                "-mi",
                "127.0.0.1",
                "-mp",
                Integer.toString(FreePorts.one()),
                "-nostdin"));
    command.addAll(List.of(options));
    return PeerProcess.start("sipp-" + name, folder, command);
  }

  /** The port of its secure WebSocket. */
  public int port() {
    return port;
  }

  /** Everything all of them have logged. */
  public String log() {
    return kamailio.output() + rtpengine.output() + echo.output() + silent.output();
  }

  @Override
  public void close() {
    kamailio.close();
    echo.close();
    silent.close();
    rtpengine.close();
  }

  private static Path write(Path folder, String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String config(
      int port, int sip, int control, int echo, int silent, CertificateFiles files) {
    return """
    debug=2
    log_stderror=yes
    children=1
    tcp_children=1
    enable_tls=yes
    tcp_accept_no_cl=yes
    auto_aliases=no
    server_header="Server: kamailio"
    listen=tls:127.0.0.1:%d
    listen=udp:127.0.0.1:%d
    loadmodule "tls.so"
    loadmodule "sl.so"
    loadmodule "tm.so"
    loadmodule "rr.so"
    loadmodule "pv.so"
    loadmodule "usrloc.so"
    loadmodule "registrar.so"
    loadmodule "textops.so"
    loadmodule "textopsx.so"
    loadmodule "siputils.so"
    loadmodule "auth.so"
    loadmodule "xhttp.so"
    loadmodule "nathelper.so"
    loadmodule "websocket.so"
    loadmodule "kex.so"
    loadmodule "rtpengine.so"
    modparam("tls", "certificate", "%s")
    modparam("tls", "private_key", "%s")
    modparam("tls", "tls_method", "TLSv1.2+")
    modparam("rtpengine", "rtpengine_sock", "udp:127.0.0.1:%d")
    request_route {
      if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
      if (is_method("REGISTER")) {
        if ($au != "7999" || !pv_www_authenticate("localhost", "s3cret", "0")) {
          www_challenge("localhost", "1");
          exit;
        }
        if (!save("location")) { sl_reply_error(); }
        exit;
      }
      if (has_totag()) {
        loose_route();
        if (is_method("BYE")) { rtpengine_delete(); }
        t_relay();
        exit;
      }
      if (is_method("CANCEL")) {
        if (t_check_trans()) { rtpengine_delete(); t_relay(); }
        exit;
      }
      if (is_method("INVITE")) {
        if ($au != "7999" || !pv_proxy_authenticate("localhost", "s3cret", "0")) {
          proxy_challenge("localhost", "1");
          exit;
        }
        consume_credentials();
        if ($rU == "9196") { $du = "sip:127.0.0.1:%d"; }
        else if ($rU == "9197") { $du = "sip:127.0.0.1:%d"; }
        else if ($rU == "9203" && search_body("UDP/TLS")) {
          sl_send_reply("488", "Not Acceptable Here");
          exit;
        }
        else if ($rU =~ "^920[1-5]$") { $du = "sip:127.0.0.1:%d"; }
        else { sl_send_reply("404", "Not Found"); exit; }
        $avp(extension) = $rU;
        record_route();
        rtpengine_offer("ICE=remove RTP/AVP DTLS=off rtcp-mux-demux replace-origin");
        t_on_reply("ANSWER");
        t_relay();
        exit;
      }
      sl_send_reply("405", "Method Not Allowed");
    }
    onreply_route[ANSWER] {
      if (!has_body("application/sdp")) { exit; }
      switch ($avp(extension)) {
        case "9201":
          rtpengine_answer("ICE=remove RTP/SAVPF rtcp-mux-require replace-origin");
          break;
        case "9202":
        case "9203":
          rtpengine_answer("ICE=remove RTP/AVP DTLS=off replace-origin");
          break;
        default:
          rtpengine_answer("ICE=force RTP/SAVPF rtcp-mux-require generate-RTCP replace-origin");
      }
      if ($avp(extension) == "9204") {
        msg_apply_changes();
        subst_body("/ice-pwd:...../ice-pwd:AAAAA/");
      }
      if ($avp(extension) == "9205") {
        msg_apply_changes();
        subst_body("/(fingerprint:sha-[0-9]+ )[0-9A-F]+/\\1A0/");
      }
    }
    event_route[xhttp:request] {
      set_reply_close();
      set_reply_no_connect();
      if ($hdr(Upgrade) =~ "websocket" && $rm =~ "GET") {
        if (ws_handle_handshake()) { exit; }
      }
      xhttp_reply("404", "Not Found", "", "");
    }
    """
        .formatted(port, sip, files.certificate(), files.key(), control, echo, silent, echo);
  }

  private static final String SCENARIO =
      """
      <?xml version="1.0" encoding="ISO-8859-1" ?>
      <scenario name="answers">
        <recv request="INVITE" rrs="true"/>
        <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]answer[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      [last_Record-Route:]
      Contact: <sip:echo@[local_ip]:[local_port];transport=udp>
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=echo 1 1 IN IP4 [media_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0 8
      a=rtpmap:0 PCMU/8000
      a=rtpmap:8 PCMA/8000
      a=sendrecv

      ]]></send>
        <recv request="ACK" optional="true"/>
        <recv request="BYE"/>
        <send><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0

      ]]></send>
      </scenario>
      """;
}
