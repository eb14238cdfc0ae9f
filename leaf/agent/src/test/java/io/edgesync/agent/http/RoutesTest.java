package io.edgesync.agent.http;

import static io.edgesync.agent.http.ServedFront.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.FossilProcess;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names in paths, with {@code fossil server DIRECTORY} as the control. */
final class RoutesTest {

  private static final List<String> NAMES = List.of("one", "a.b", "my-notes", "sub/two", "sub/deep/er", "sub", "x_1");
  private static final List<String> PATHS = List.of("/", "/one", "/one/", "/one/xfer", "/one//xfer", "/one/a/b/xfer",
      "/one.fossil", "/a.b", "/a.b/xfer", "/a", "/a.b.fossil", "/my-notes", "/sub/two/xfer", "/sub/deep",
      "/sub/deep/er",
      "/x_1", "//one", "/sub//two", "/three", "/One", "/one/../three", "/../one", "/sub/../one", "/..%2fone", "/./one",
      "/.",
      "/..", "/-one", "/healthz", "/xfer");

  private final ServedFront served = new ServedFront();

  @AfterEach
  void closeTheFront() {
    served.close();
  }

  @Test
  void namesInPathsAreThoseOfFossilServer(@TempDir Path directory) throws Exception {
    FossilProcess fossil = FossilProcess.in(directory);
    Path repositories = Files.createDirectories(directory.resolve("served"));
    Path first = fossil.init(directory.resolve("first.fossil"), "pw");
    Routes routes = Routes.byName();
    for (String name : NAMES) {
      Path file = repositories.resolve(name + ".fossil");
      Files.createDirectories(file.resolveSibling(""));
      Files.copy(first, file);
      assertThat(routes.add(name, served.handler())).isTrue();
    }
    HttpFront http = served.start(routes);
    Map<String, Integer> ours = new TreeMap<>();
    Map<String, Integer> stocks = new TreeMap<>();

    try (FossilProcess.Server stock = fossil.serve(repositories)) {
      for (String path : PATHS) {
        ours.put(path, status(http.address().getPort(), path));
        stocks.put(path, status(stock.port(), path));
      }
    }

    // A repository in sub.fossil hides those of the directory sub, there and here.
    assertThat(ours).isEqualTo(stocks).containsEntry("/one", 200).containsEntry("/sub/two/xfer", 200)
        .containsEntry("/three", 404);
  }

  private static int status(int port, String path) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      String reply = RawHttp.exchange(socket, "POST " + path + " HTTP/1.0", "application/x-fossil-debug",
          "pragma x\n".getBytes(StandardCharsets.ISO_8859_1));
      return Integer.parseInt(reply.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }
  }

  @Test
  void aNameThatNeedsEscapesInAUrlIsFoundByThem() throws Exception {
    Routes routes = Routes.byName();
    routes.add("my notes", served.handler());
    routes.add("größe", served.handler());
    HttpFront http = served.start(routes);

    for (String path : List.of("my notes", "größe")) {
      String escaped = new URI(null, null, "/" + path, null).toASCIIString();
      assertThat(exchange(http, "POST " + escaped + "/xfer HTTP/1.0", "application/x-fossil-debug", "pragma x\n"))
          .startsWith("HTTP/1.1 200");
      assertThat(exchange(http, "GET " + escaped + " HTTP/1.0", "", "")).startsWith("HTTP/1.1 200")
          .contains("http://HOST:PORT/");
    }
    assertThat(exchange(http, "GET / HTTP/1.0", "", "")).startsWith("HTTP/1.1 200").contains("PORT/NAME")
        .as("as with stock, whoever comes is not told what is here").doesNotContain("notes");
  }

  @Test
  void aloneItIsAtTheRootUntilAnotherComes() {
    Routes routes = Routes.of(Map.of("one", served.handler()));

    assertThat(routes.find("/")).map(Routes.Found::rest).hasValue("/");
    assertThat(routes.find("/one/xfer")).map(Routes.Found::rest).hasValue("/xfer");
    assertThat(routes.find("/anything/at/all")).isPresent();
    assertThat(routes.add("two", served.handler())).isTrue();
    assertThat(routes.find("/")).isEmpty();
    assertThat(routes.find("/two")).map(found -> found.route().name()).hasValue("two");
    assertThat(routes.add("two", served.handler())).as("a name that is taken").isFalse();
    routes.remove("two");
    assertThat(routes.find("/")).isPresent();
    assertThat(routes.names()).containsExactly("one");
  }
}
