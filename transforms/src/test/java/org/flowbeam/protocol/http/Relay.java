package org.flowbeam.protocol.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Script;

/** Passes one connection on to a server and records who said what, in order. */
final class Relay implements AutoCloseable {
  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Script script;

  Relay(InetSocketAddress server, Script script) throws IOException {
    this.server = server;
    this.script = script;
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  /** What was said so far. */
  Script script() {
    synchronized (script) {
      return script;
    }
  }

  private void accept() {
    try (Socket client = listener.accept();
        Socket upstream = new Socket(server.getAddress(), server.getPort())) {
      Thread back = new Thread(() -> pass(upstream, client, Direction.SERVER), "relay back");
      back.setDaemon(true);
      back.start();
      pass(client, upstream, Direction.CLIENT);
    } catch (IOException e) {
      // The test is over, or its client will tell.
    }
  }

  private void pass(Socket from, Socket to, Direction direction) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        byte[] said = Arrays.copyOf(buffer, n);
        synchronized (script) {
          Script ignored =
              direction == Direction.CLIENT ? script.client(said) : script.server(said);
        }
        to.getOutputStream().write(said);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One side closed; nothing more is said.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
