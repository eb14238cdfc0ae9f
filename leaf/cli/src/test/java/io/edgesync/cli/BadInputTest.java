package io.edgesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.cli.console.ResultStream;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Programs;
import io.edgesync.xfer.testing.FreePort;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One line that names the thing and the remedy, exit code 1 or 64, and nothing changed in any repository. */
@Timeout(120)
class BadInputTest {

  private static final String NOWHERE = "nats-leaf://127.0.0.1:1";

  @TempDir
  private Path directory = Path.of("");
  private byte[] before = {};

  @BeforeEach
  void aRepository() throws IOException {
    assertThat(run("new", "a.fossil", "--user", "alice").code()).isZero();
    before = Files.readAllBytes(directory.resolve("a.fossil"));
  }

  private Run run(String... arguments) {
    return Run.in(directory, arguments);
  }

  /** Of each kind of URL, and of those that are none. */
  @Test
  void noPasswordOfAWrongUrlIsShown() throws IOException {
    for (String wrong : List.of("http://bob:p@secret@host/x", "http:/bob:secret@host/x", "bob:secret@host/x",
        "nats://bob:secret@host/abc", "nats://bob:12/secret@host", "nats-leaf://bob:p/secret@host",
        "http://bob:12/secret@host/x", "http://bob:secret@host/x", "ssh://bob:secret@host/x",
        "http://bob:p secret@host")) {
      for (Run run : List.of(run("sync", "once", "-R", "a.fossil", wrong), run("clone", wrong, "b.fossil"),
          run("sync", "start", "--repo", "a.fossil", "--state-dir", "state", "--nats", wrong),
          run("sync", "start", "--repo", "a.fossil", "--state-dir", "state", "--peer", wrong),
          run("uv", "sync", "-R", "a.fossil", wrong), run("config", "pull", "-R", "a.fossil", "skin", wrong),
          run("doctor", "--server", wrong, "--state-dir", "state"),
          run("doctor", "--nats", wrong, "--state-dir", "state"))) {
        assertThat(run.code()).as(wrong).isNotZero();
        assertThat(run.out() + run.err()).as(wrong).doesNotContain("bob", "secret").contains("host");
      }
    }
    refused(64, List.of("nats://host:1: which project?"), "clone", "nats://bob:secret@host:1", "b.fossil");
    refused(64, List.of("--share-links", "got nats://host:1"), "sync", "once", "-R", "a.fossil", "--share-links",
        "nats://bob:secret@host:1");
    String otherProject = "/" + "a".repeat(40);
    refused(64, List.of("nats://host:1: the URL names project"), "sync", "once", "-R", "a.fossil",
        "nats://bob:secret@host:1" + otherProject);
    refused(64, List.of("leave the project code out: nats://host:1"), "sync", "start", "--repo", "a.fossil", "--nats",
        "nats://bob:secret@host:1" + otherProject);
  }

  private void refused(int code, List<String> words, String... arguments) throws IOException {
    refused(code, words, run(arguments));
  }

  private void refused(int code, List<String> words, Run run) throws IOException {
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.oneLine()).startsWith("edgesync: ").contains(words);
    assertThat(Files.readAllBytes(directory.resolve("a.fossil"))).isEqualTo(before);
  }

  private String[] start(String repository, String... more) {
    String[] arguments = new String[6 + more.length];
    System.arraycopy(new String[]{"sync", "start", "--state-dir", "state", "--repo", repository}, 0, arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return arguments;
  }

  @Test
  void aFileThatIsNotThere() throws Exception {
    refused(1, List.of("none.fossil", "no such file", "edgesync new"), "timeline", "-R", "none.fossil");
    refused(1, List.of("none.fossil", "no such file"), start("none.fossil"));
  }

  @Test
  void aFileThatIsNoDatabase() throws Exception {
    Files.writeString(directory.resolve("text.fossil"), "no database at all\n".repeat(2000));

    refused(1, List.of("text.fossil", "Fossil repository"), "timeline", "-R", "text.fossil");
    refused(1, List.of("text.fossil", "Fossil repository"), start("text.fossil"));
    refused(1, List.of("text.fossil", "Fossil repository"), "verify", "-R", "text.fossil");
  }

  @Test
  void namesOfNothing() throws Exception {
    Files.writeString(directory.resolve("f"), "x");

    refused(64, List.of("--branch", "name"), "commit", "-R", "a.fossil", "-m", "x", "-b", "", "f");
    refused(64, List.of("--branch", "one line"), "commit", "-R", "a.fossil", "-m", "x", "-b", "a\nb", "f");
    refused(64, List.of("--user", "login"), "commit", "-R", "a.fossil", "-m", "x", "--user", "", "f");
    refused(64, List.of("--user", "login"), "new", "b.fossil", "--user", "a\nb");
    refused(64, List.of("argument 5", "LC_ALL"), "commit", "-R", "a.fossil", "-m", "latin \ufffd", "f");
    refused(64, List.of("--limit -5"), "tags", "-R", "a.fossil", "-n", "-5", "x");
    refused(64, List.of("port", "65535"), "clone", "http://127.0.0.1:99999/", "c.fossil");
    assertThat(directory.resolve("b.fossil")).doesNotExist();
  }

  @Test
  void aBackslashIsNoSlash() throws Exception {
    Files.writeString(directory.resolve("a\\b"), "x");

    refused(1, List.of("a\\b", "does not allow a character"), "commit", "-R", "a.fossil", "-m", "x", "a\\b");
  }

  @Test
  void aPipeInPlaceOfAFileIsNotWaitedFor() throws Exception {
    Process made = new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start();
    assertThat(made.waitFor()).isZero();

    refused(1, List.of("pipe", "neither a file nor a symbolic link"), "commit", "-R", "a.fossil", "-m", "x", "pipe");
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() throws Exception {
    assertThat(toAFullDevice("timeline", "-R", "a.fossil")).contains("standard output", "No space left on device");
  }

  /** Runs a command whose results cannot be printed, which it must tell by its exit code; returns what it said. */
  private String toAFullDevice(String... arguments) throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (FileOutputStream full = new FileOutputStream("/dev/full")) {
      Terminal terminal = new Terminal(new ResultStream(full), new PrintStream(err, true, StandardCharsets.UTF_8),
          new BufferedReader(new StringReader("")), Run.environment(directory), directory, false);

      assertThat(Main.run(terminal, arguments)).isEqualTo(1);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsDoneIsSaidWhereItCannotBePrinted() throws Exception {
    Files.writeString(directory.resolve("f"), "x");

    String said = toAFullDevice("commit", "-R", "a.fossil", "-m", "x", "f");
    assertThat(said).hasLineCount(1).contains("the check-in is stored: ")
        .contains(run("info", "-R", "a.fossil").out().split("\\s+")[1]);

    assertThat(toAFullDevice("extract", "-R", "a.fossil", "-d", "out")).contains("1 files of", "are written");
    assertThat(toAFullDevice("rebuild", "-R", "a.fossil")).contains("is rebuilt");
    assertThat(toAFullDevice("new", "given.fossil", "--password-file", "f")).contains("given.fossil is created")
        .doesNotContain("password");
    assertThat(toAFullDevice("new", "b.fossil", "--user", "alice")).hasLineCount(1).contains("b.fossil is created",
        "`fossil user password alice -R " + directory.resolve("b.fossil") + "`");

    Programs programs = Programs.in(directory.toRealPath());
    String fossil = Objects.requireNonNull(programs.find("FOSSIL", "fossil"), "fossil is not installed").toString();
    programs.expect(
        List.of(fossil, "user", "password", "alice", "secret", "-R", directory.resolve("b.fossil").toString()),
        java.time.Duration.ofSeconds(60));
  }

  @Test
  void aDatabaseThatIsNoRepository() throws Exception {
    Path other = directory.resolve("other.fossil");
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + other);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t(a)");
      statement.execute("INSERT INTO t VALUES(zeroblob(100000))");
    }

    refused(1, List.of("other.fossil", "Fossil repository"), "timeline", "-R", "other.fossil");
    refused(1, List.of("other.fossil", "Fossil repository"), start("other.fossil"));
  }

  @Test
  void aDirectoryInPlaceOfAFile() throws Exception {
    refused(1, List.of("is a directory"), "timeline", "-R", ".");
  }

  @Test
  void aPipeInPlaceOfAFile() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).start().waitFor()).isZero();

    refused(1, List.of("pipe", "expected a Fossil repository file"), "timeline", "-R", "pipe");
  }

  @Test
  void aFileWhoseDeltasRunInACircle() throws Exception {
    Path other = Files.copy(directory.resolve("a.fossil"), directory.resolve("b.fossil"));
    Files.writeString(directory.resolve("list.txt"), "milk\n");
    assertThat(run("commit", "-R", "b.fossil", "-m", "list", "list.txt").code()).isZero();
    try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + other);
        var statement = connection.createStatement()) {
      statement.execute("INSERT INTO delta(rid, srcid) SELECT fid, fid FROM mlink");
    }

    refused(1, List.of("list.txt", "whose chain of sources has no end", "edgesync verify"), "cat", "-R", "b.fossil",
        "list.txt");
  }

  @Test
  void aNameThatMeansNothing() throws Exception {
    refused(1, List.of("nosuch", "no branch", "edgesync branches"), "timeline", "-R", "a.fossil", "--branch", "nosuch");
    refused(1, List.of("no/such", "edgesync ls"), "timeline", "-R", "a.fossil", "--path", "no/such");
    refused(1, List.of("nosuch", "edgesync timeline"), "info", "-R", "a.fossil", "nosuch");
    refused(1, List.of("nosuch", "no such file"), "ls", "-R", "a.fossil", "nosuch");
    refused(1, List.of("nosuch", "edgesync tags"), "tags", "-R", "a.fossil", "nosuch");
    refused(1, List.of("nosuch", "edgesync ls"), "cat", "-R", "a.fossil", "nosuch");
  }

  @Test
  void aTargetThatIsThere() throws Exception {
    refused(1, List.of("a.fossil", "exists"), "new", "a.fossil");
    refused(1, List.of("a.fossil", "exists"), "clone", "http://127.0.0.1:1/", "a.fossil");
  }

  @Test
  void aPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      for (String flag : List.of("--serve-http", "--nats-leaf-port", "--nats-client-port")) {
        refused(1, List.of(port), start("a.fossil", flag, "127.0.0.1:" + port));
      }
    }
  }

  @Test
  void aUrlOfTheWrongKindNamesTheRightOne() throws Exception {
    refused(64, List.of("sync once"), start("a.fossil", "--nats", "http://hub/"));
    refused(64, List.of("artifact-max: 10737418240 bytes, expected"), start("a.fossil", "--artifact-max", "10G"));
    refused(64, List.of("nats-leaf://", "nats://"), "sync", "once", "-R", "a.fossil", "ws://hub:4222");
    refused(64, List.of("nats://HOST:PORT/PROJECTCODE"), "clone", "nats:hub", "b.fossil");
    refused(64, List.of("PROJECTCODE"), "clone", "nats://hub:4222", "b.fossil");
    refused(64, List.of("fossil server"), "sync", "once", "-R", "a.fossil", "ssh://hub/a.fossil");
    refused(64, List.of("PROJECTCODE"), "clone", "nats-leaf://hub:7422", "b.fossil");
    refused(64, List.of("--password-file"), "clone", "http://alice:secret@hub/", "b.fossil");
  }

  @Test
  void aLoginForNatsServersThatCannotBeUsed() throws Exception {
    String there = "nats-leaf://hub:7422";
    Path open = Files.writeString(directory.resolve("open.nk"), "SUAAAA\n");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

    refused(64, List.of("--nats-creds", "--nats-nkey", "one login"),
        start("a.fossil", "--nats", there, "--nats-creds", "x", "--nats-nkey", "y"));
    refused(64, List.of("--nats-tlskey"), start("a.fossil", "--nats", there, "--nats-tlscert", "x"));
    refused(1, List.of("none.creds", "no such file"), start("a.fossil", "--nats", there, "--nats-creds", "none.creds"));
    refused(1, List.of("a.fossil", "not a credentials file"),
        start("a.fossil", "--nats", there, "--nats-creds", "a.fossil"));
    refused(1, List.of("open.nk", "chmod 600"), start("a.fossil", "--nats", there, "--nats-nkey", "open.nk"));
    refused(1, List.of("none.pem"), start("a.fossil", "--nats", there, "--nats-tlsca", "none.pem"));
    Path large = Files.writeString(directory.resolve("large.creds"), "x".repeat(2 << 20));
    refused(1, List.of("large.creds: the file is larger than"),
        start("a.fossil", "--nats", there, "--nats-creds", large.getFileName().toString()));
    refused(64, List.of("http://127.0.0.1:9/", "--user"), "sync", "once", "-R", "a.fossil", "--nats-nkey", "x",
        "http://127.0.0.1:9/");
    refused(64, List.of("http://127.0.0.1:9/", "--user"), "clone", "--nats-tlsca", "x", "http://127.0.0.1:9/",
        "b.fossil");
  }

  @Test
  void aServerBehindWhichNobodyAnswers() throws Exception {
    try (NatsServer server = NatsServer.start(directory);
        ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      // Each waits for an answer, so they wait together.
      List<Callable<Run>> clones = Stream.of(server.clientPort(), server.leafPort()).<Callable<Run>>map(
          port -> () -> run("clone", "nats://127.0.0.1:" + port + "/" + "0".repeat(40), "from-" + port + ".fossil"))
          .toList();
      List<Future<Run>> runs = both.invokeAll(clones);
      refused(1, List.of("127.0.0.1:" + server.clientPort(), "nobody there answers"), runs.getFirst().get());
      refused(1, List.of("127.0.0.1:" + server.leafPort(), "nobody there answers"), runs.getLast().get());
    }
  }

  @Test
  void aServerThatIsNotNats() throws Exception {
    try (Answering web = new Answering("HTTP/1.0 400 Bad Request\r\n\r\n")) {
      for (String scheme : List.of("nats-leaf://", "nats://")) {
        refused(1, List.of(Integer.toString(web.port()), "NATS"),
            start("a.fossil", "--nats", scheme + "127.0.0.1:" + web.port()));
      }
    }
  }

  @Test
  void noServerAtAll() throws Exception {
    String nobody = "http://127.0.0.1:1/";
    for (String[] command : List.of(new String[]{"sync", "once", "-R", "a.fossil", nobody},
        new String[]{"config", "pull", "skin", "-R", "a.fossil", nobody}, new String[]{"clone", nobody, "b.fossil"})) {
      Run run = run(command);
      refused(1, List.of("edgesync: " + nobody + ": cannot connect"), run);
      assertThat(run.err()).containsOnlyOnce(nobody).doesNotContain("kept");
    }
    assertThat(directory.resolve("b.fossil.part")).doesNotExist();
    refused(1, List.of("127.0.0.1:1"), "sync", "once", "-R", "a.fossil", NOWHERE);
    refused(1, List.of("127.0.0.1:1"), "clone", NOWHERE + "/" + "0".repeat(40), "b.fossil");
    assertThat(directory.resolve("b.fossil")).doesNotExist();
  }

  @Test
  void aDirectoryThatIsNotThere() throws Exception {
    String missing = directory.resolve("none/below").toString();

    refused(1, List.of("c.fossil", missing, "mkdir -p " + missing), "clone", "http://127.0.0.1:1/",
        "none/below/c.fossil");
    refused(1, List.of("c.fossil", missing, "mkdir -p " + missing), "new", "none/below/c.fossil", "--user", "alice");
  }

  @Test
  void noDaemon() throws Exception {
    refused(1, List.of("no daemon", "sync start"), "status", "--state-dir", "nothing-here");
  }

  @Test
  void aWrongPassword() throws Exception {
    try (FossilServer server = FossilServer.start(directory)) {
      Files.writeString(directory.resolve("pw"), "wrong\n");
      assertThat(run("clone", server.url(), "c.fossil").code()).isZero();
      byte[] clone = Files.readAllBytes(directory.resolve("c.fossil"));

      Run run = run("sync", "once", "-R", "c.fossil", "--push", "--user", "alice", "--password-file", "pw",
          server.url());

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("denied").doesNotContain("wrong\n").doesNotContain("\tat ");
      assertThat(Files.readAllBytes(directory.resolve("c.fossil"))).isEqualTo(clone);

      Run another = run("clone", "--user", "alice", "--password-file", "pw", server.url(), "d.fossil");
      assertThat(another.code()).isEqualTo(1);
      assertThat(another.oneLine()).contains("login failed", "--user");
      // What nobody may have comes before the login can be signed: the project is not known yet.
      assertThat(directory.resolve("d.fossil.part")).exists();
      assertThat(another.err()).contains("what arrived is kept");
    }
  }

  @Test
  void aTruncatedBody() throws Exception {
    try (Answering server = new Answering(
        "HTTP/1.0 200 OK\r\nContent-Type: application/x-fossil\r\nContent-Length: 5000\r\n\r\n"
            + "\0\0\1\0x\u009c")) {
      refused(1, List.of("127.0.0.1:" + server.port()), "sync", "once", "-R", "a.fossil",
          "http://127.0.0.1:" + server.port() + "/");
    }
  }

  @Test
  void aGarbageBody() throws Exception {
    try (Answering server = new Answering(
        "HTTP/1.0 200 OK\r\nContent-Type: application/x-fossil\r\nContent-Length: 20\r\n\r\n"
            + "this is not a body!!")) {
      refused(1, List.of("127.0.0.1:" + server.port()), "sync", "once", "-R", "a.fossil",
          "http://127.0.0.1:" + server.port() + "/");
      refused(1, List.of("127.0.0.1:" + server.port()), "clone", "http://127.0.0.1:" + server.port() + "/", "b.fossil");
      assertThat(directory.resolve("b.fossil")).doesNotExist();
    }
  }

  /** A server that gives the same answer to everybody. */
  private static final class Answering implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Thread thread;

    Answering(String answer) throws IOException {
      thread = Thread.ofVirtual().start(() -> serve(answer));
    }

    private void serve(String answer) {
      while (!socket.isClosed()) {
        try (Socket client = socket.accept()) {
          client.setSoTimeout(300);
          OutputStream out = client.getOutputStream();
          byte[] some = new byte[65_536];
          try {
            client.getInputStream().read(some);
          } catch (java.net.SocketTimeoutException silent) {
            // A NATS client waits for the greeting.
          }
          out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
          out.flush();
        } catch (IOException gone) {
          continue;
        }
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
      thread.interrupt();
    }
  }

  /** {@code fossil server} on a repository of its own, whose {@code nobody} may clone. */
  private record FossilServer(Process process, int port) implements AutoCloseable {

    static FossilServer start(Path directory) throws IOException, InterruptedException {
      Programs programs = Programs.in(directory);
      String fossil = Objects.requireNonNull(programs.find("FOSSIL", "fossil"), "fossil is not installed").toString();
      Path file = directory.resolve("served.fossil");
      programs.expect(List.of(fossil, "init", "--admin-user", "alice", file.toString()),
          java.time.Duration.ofSeconds(60));
      int port = FreePort.next();
      Process process = programs.start(
          List.of(fossil, "server", "--localhost", "--port", Integer.toString(port), file.toString()),
          directory.resolve("server.log").toFile());
      org.awaitility.Awaitility.await().ignoreExceptions().until(() -> {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return true;
      });
      return new FossilServer(process, port);
    }

    String url() {
      return "http://127.0.0.1:" + port + "/";
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }
}
