package io.edgesync.cli.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.edgesync.cli.Run;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a server that wants us harm: each says so in one line, and the repository keeps every byte. */
class HostileServerTest {

  private static final String SHA1 = "0123456789".repeat(4);
  private static final String SHA3 = "0123456789abcdef".repeat(4);
  /** More than is taken with this heap. */
  private static final int MEBIBYTES = 2 + (int) ((SessionLimits.DEFAULT.replyBytesMax()
      + Math.max(SessionLimits.DEFAULT.artifactBytesMax(), RepositoryOptions.standard().artifactBytesMax())) >> 20);

  @TempDir
  Path directory;

  private HttpServer server;
  private byte[] reply = {};
  private byte[] before = {};

  @BeforeEach
  void start() throws Exception {
    assertThat(Run.in(directory, "new", "a.fossil").code()).isZero();
    Files.writeString(directory.resolve("one.txt"), "one\n");
    assertThat(Run.in(directory, "commit", "-R", "a.fossil", "-m", "one", "one.txt").code()).isZero();
    assertThat(Run.in(directory, "uv", "add", "-R", "a.fossil", "one.txt").code()).isZero();
    before = Files.readAllBytes(directory.resolve("a.fossil"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "application/x-fossil");
      exchange.sendResponseHeaders(200, reply.length);
      try (exchange) {
        exchange.getResponseBody().write(reply);
      } catch (IOException e) {
        // The client has heard enough.
      }
    });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void eachCommandSaysInOneLineWhatTheServerDoesAndChangesNothing() throws Exception {
    Map<String, byte[]> replies = new LinkedHashMap<>();
    replies.put("expected cards", zlib("<html>hello</html>\n"));
    replies.put("malformed file line", zlib("file " + SHA1 + " -1\nabc"));
    replies.put("malformed cfile line", zlib("cfile " + SHA1 + " 2147483648 3\nabc"));
    replies.put("malformed uvfile line", zlib("uvfile ../one.txt 1 " + SHA1 + " 3 0\nabc"));
    replies.put("2147483647 bytes exceed", zlib("error 2147483647\\sbytes\\sexceed\n"));
    replies.put("denied", zlib("error \u0000\n"));
    replies.put("announces", lying(zlib("igot " + SHA3 + "\n")));
    replies.put("larger than", endless());
    replies.put("the card \"clone\"", zlib("clone 3 1\n"));
    for (Map.Entry<String, byte[]> each : replies.entrySet()) {
      reply = each.getValue();
      for (List<String> command : List.of(List.of("uv", "sync", "-R", "a.fossil"),
          List.of("config", "pull", "all", "-R", "a.fossil"), List.of("sync", "once", "--pull", "-R", "a.fossil"))) {
        Run run = Run.in(directory, with(command));

        assertThat(run.code()).as("%s after %s: %s%s", command, each.getKey(), run.out(), run.err()).isNotZero();
        // A reply that takes long has a line of progress before it.
        assertThat(run.err().lines().reduce("", (_, last) -> last)).as("%s", command).startsWith("edgesync: ")
            .contains(each.getKey());
        assertThat(Files.readAllBytes(directory.resolve("a.fossil"))).as("%s after %s", command, each.getKey())
            .isEqualTo(before);
      }
    }
  }

  @Test
  void configurationThatIsNoneIsDroppedAndNothingChanges() throws Exception {
    String kept = kept();
    String rows = "config /config 5\nhello\nconfig /blob 7\n1 'x' a\nconfig /user 12\n1 '' ''' --x\n";
    reply = zlib(rows);

    assertThat(Run.in(directory, with(List.of("config", "pull", "all", "-R", "a.fossil"))).out()).contains("took 0");
    assertThat(kept()).isEqualTo(kept);
  }

  /** What a server's configuration could change; that one was pulled from it is noted all the same. */
  private String kept() throws Exception {
    return FossilProcess.in(directory).ok(directory, "sql", "-R", "a.fossil",
        "SELECT * FROM config WHERE name NOT GLOB 'syncwith:*';"
            + " SELECT * FROM user; SELECT * FROM reportfmt; SELECT * FROM shun; SELECT * FROM concealed");
  }

  private String[] with(List<String> command) {
    String[] all = Arrays.copyOf(command.toArray(String[]::new), command.size() + 1);
    all[command.size()] = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    return all;
  }

  private static byte[] zlib(String text) {
    return zlib(text.getBytes(StandardCharsets.ISO_8859_1), 1);
  }

  /** A hundred kilobytes that become more than anybody takes, announced as they are. */
  private static byte[] endless() {
    return zlib(("#" + "x".repeat(1022) + "\n").repeat(1 << 10).getBytes(StandardCharsets.ISO_8859_1),
        MEBIBYTES);
  }

  private static byte[] zlib(byte[] text, int times) {
    var out = new ByteArrayOutputStream();
    long size = (long) text.length * times;
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write((int) (size >>> shift));
    }
    try (Deflater deflater = new Deflater()) {
      byte[] chunk = new byte[1 << 16];
      for (int i = 0; i < times; i++) {
        deflater.setInput(text);
        if (i == times - 1) {
          deflater.finish();
        }
        for (int n = deflater.deflate(chunk); n > 0; n = deflater.deflate(chunk)) {
          out.write(chunk, 0, n);
        }
      }
    }
    return out.toByteArray();
  }

  /** The same, which says that it holds five bytes. */
  private static byte[] lying(byte[] body) {
    byte[] lie = body.clone();
    lie[2] = 0;
    lie[3] = 5;
    return lie;
  }
}
