package org.flowbeam.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.HttpRow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JDK's HTTP client and server say to each other, against what they meant. */
class HttpRelayTest {
  private static final int EXCHANGES = 30;
  private static final int MAX_BODY_BYTES = 60_000;

  /** What the server answers: how it frames it, and what. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(boolean chunked, boolean gzip, byte[] body) {}

  private final List<String> meant = new ArrayList<>();
  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void exchangesAreReadAsTheyWereMeant(long seed) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    try (Relay relay = new Relay(server.getAddress(), Script.tcp("seed " + seed, 80))) {
      converse(new SplittableRandom(seed), relay.port());
      List<String> read = Sessions.rows(relay.script()).stream().map(HttpRelayTest::told).toList();
      assertThat(read).as("seed %d", seed).isEqualTo(meant);
    } finally {
      server.stop(0);
    }
  }

  private void converse(SplittableRandom random, int port) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (int i = 0; i < EXCHANGES; i++) {
      boolean post = random.nextBoolean();
      byte[] asked = post ? text(random) : new byte[0];
      Answer answer = new Answer(random.nextBoolean(), random.nextBoolean(), text(random));
      answers.add(answer);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/" + i));
      if (post) {
        request.POST(BodyPublishers.ofByteArray(asked));
      }
      client.send(request.build(), BodyHandlers.discarding());
      meant.add(
          String.join(
              " ",
              post ? "POST" : "GET",
              "/" + i,
              sha256(asked),
              "200",
              sha256(answer.body),
              "completed"));
    }
  }

  private static String told(HttpRow row) {
    return String.join(
        " ",
        row.getMethod(),
        row.getUri(),
        row.getRequestSha256(),
        String.valueOf(row.getStatusCode()),
        row.getResponseSha256(),
        row.getOutcome());
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    Answer answer = answers.remove();
    byte[] body = answer.gzip ? gzip(answer.body) : answer.body;
    if (answer.gzip) {
      exchange.getResponseHeaders().add("Content-Encoding", "gzip");
    }
    // Length 0 asks the server for chunks, -1 says that there is no body.
    int length = body.length == 0 ? -1 : body.length;
    exchange.sendResponseHeaders(200, answer.chunked ? 0 : length);
    if (answer.chunked || body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
    exchange.close();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] text(SplittableRandom random) {
    byte[] text = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(MAX_BODY_BYTES)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ('\n' + random.nextInt(60)); // line ends among it
    }
    return text;
  }

  private static String sha256(byte[] bytes) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
    return bytes.length == 0 ? "null" : HexFormat.of().formatHex(hash);
  }
}
