package io.edgesync.xfer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The stock {@code fossil} binary, found by the environment variable {@code FOSSIL} or on the path, with a home of its own so
 * that it neither sees nor changes the user's.
 */
public final class FossilProcess {

  /** The user whose name commits carry unless {@code --user-override} says otherwise. */
  public static final String USER = "tester";

  /**
   * How a command ended.
   *
   * @param output standard output and standard error, mixed as they came
   */
  public record Outcome(int exitCode, String output) {}

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path home;
  private final Path binary;

  private FossilProcess(Path home, Path binary) {
    this.home = home;
    this.binary = binary;
  }

  /** @param home an existing temporary directory, for the configuration database that fossil keeps there */
  public static FossilProcess in(Path home) {
    return new FossilProcess(home, find());
  }

  private static Path find() {
    String named = System.getenv("FOSSIL");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .map(directory -> Path.of(directory, "fossil"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(
            "these tests need the fossil program: install it (apt-get install fossil) or name it in FOSSIL"));
  }

  public Path binary() {
    return binary;
  }

  /** Runs one command to its end. */
  public Outcome run(Path directory, String... arguments) {
    return run(directory, List.of(arguments));
  }

  public Outcome run(Path directory, List<String> arguments) {
    Path output = null;
    Process process = null;
    try {
      output = Files.createTempFile(home, "fossil", ".out");
      process = start(directory, arguments, output);
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("fossil " + arguments + " did not end within " + PATIENCE);
      }
      return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
      delete(output);
    }
  }

  /** Runs one command that must succeed, and gives its output. */
  public String ok(Path directory, String... arguments) {
    Outcome outcome = run(directory, arguments);
    if (outcome.exitCode() != 0) {
      throw new AssertionError(
          "fossil " + String.join(" ", arguments) + " ended with " + outcome.exitCode() + ":\n" + outcome.output());
    }
    return outcome.output();
  }

  /** A new repository whose administrator is {@link #USER} with the given password. */
  public Path init(Path file, String password) {
    ok(file.toAbsolutePath().getParent(), "init", "-A", USER, file.toString());
    ok(file.toAbsolutePath().getParent(), "user", "password", USER, password, "-R", file.toString());
    return file;
  }

  /** Serves a repository, or a directory of them, on a free port of 127.0.0.1 until closed. */
  public Server serve(Path repositoryOrDirectory, String... options) {
    for (int attempt = 1;; attempt++) {
      int port = FreePort.next();
      List<String> arguments = new ArrayList<>(List.of("server", repositoryOrDirectory.toString(), "--localhost"));
      arguments.addAll(List.of("--port", Integer.toString(port)));
      arguments.addAll(List.of(options));
      try {
        Path output = Files.createTempFile(home, "server", ".out");
        Server server = new Server(start(home, arguments, output), output, port);
        if (server.awaitListening()) {
          return server;
        }
        String said = Files.readString(output, StandardCharsets.ISO_8859_1);
        server.close();
        // Somebody else may have taken the port in between; another one is as good.
        if (attempt == 3) {
          throw new AssertionError("fossil " + arguments + " does not listen: " + said);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Process start(Path directory, List<String> arguments, Path output) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectInput(new java.io.File("/dev/null"))
        .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("HOME", home.toString());
    environment.put("FOSSIL_HOME", home.toString());
    environment.put("USER", USER);
    environment.put("LC_ALL", "C.UTF-8");
    environment.keySet().removeIf(name -> name.startsWith("http_proxy") || name.startsWith("SSL_CERT_")
        || name.equals("FOSSIL_USER"));
    return builder.start();
  }

  private static void delete(java.nio.file.@org.jspecify.annotations.Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A running {@code fossil server}. */
  public static final class Server implements AutoCloseable {
    private static final int ATTEMPTS_MAX = 50;
    private final Process process;
    private final Path output;
    private final int port;

    private Server(Process process, Path output, int port) {
      this.process = process;
      this.output = output;
      this.port = port;
    }

    public int port() {
      return port;
    }

    public URI url() {
      return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** The URL with a login, as the stock client takes it on its command line. */
    public String url(String user, String password) {
      return "http://" + user + ":" + password + "@127.0.0.1:" + port + "/";
    }

    /**
     * Asks for a page, and again while Fossil says that the database is locked: the process that answered the request before may still be
     * tidying the repository as it ends.
     */
    public HttpResponse<String> answer(HttpClient client, HttpRequest request)
        throws IOException, InterruptedException {
      for (int attempt = 1;; attempt++) {
        HttpResponse<String> answer = client.send(request,
            HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
        if (attempt == ATTEMPTS_MAX || !answer.body().contains("database is locked")) {
          return answer;
        }
      }
    }

    private boolean awaitListening() {
      Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20))
          .until(() -> !process.isAlive() || listens());
      return process.isAlive();
    }

    private boolean listens() {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    /** Stops the server and the processes that it forked, and waits for its end. */
    @Override
    public void close() {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroy();
      children.forEach(ProcessHandle::destroy);
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
        Files.deleteIfExists(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
