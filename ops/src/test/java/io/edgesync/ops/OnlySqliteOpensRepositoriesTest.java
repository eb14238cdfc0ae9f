package io.edgesync.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.Daemon;
import io.edgesync.agent.DaemonOptions;
import io.edgesync.cli.Main;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.process.SystemCalls;
import io.edgesync.repository.process.SystemCalls.Call;
import io.edgesync.repository.timeline.TimelineFilter;
import java.io.BufferedReader;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands and two daemons, in one process whose system calls are watched: nobody but SQLite opens a repository, its journal or its
 * log, because closing any other descriptor would drop SQLite's locks.
 */
@Timeout(180)
class OnlySqliteOpensRepositoriesTest {

  /** The commands, one after the other, then daemons that commits travel between. */
  static final class WholeProgram {

    private final Path directory;
    private final Terminal terminal;

    private WholeProgram(Path directory) {
      this.directory = directory;
      this.terminal = new Terminal(System.out, System.err, new BufferedReader(new StringReader("")),
          Map.of("HOME", directory.toString(), "USER", "tester", "LEAF_PASSWORD", "secret", "PATH", "/usr/bin:/bin"),
          directory, false);
    }

    public static void main(String[] arguments) throws Exception {
      WholeProgram program = new WholeProgram(Path.of(arguments[0]));
      program.commands();
      program.daemons();
      // Some threads of the embedded servers take their time to end.
      System.exit(0);
    }

    private void run(String... words) {
      int code = Main.run(terminal, words);
      if (code != 0) {
        throw new IllegalStateException(String.join(" ", words) + ": exit code " + code);
      }
    }

    private void commands() throws Exception {
      Files.writeString(directory.resolve("f.txt"), "first\n");
      run("new", "a.fossil");
      run("commit", "-R", "a.fossil", "-m", "first", "f.txt");
      for (String reading : List.of("timeline", "info", "ls", "branches", "tags")) {
        run(reading, "-R", "a.fossil");
      }
      run("cat", "-R", "a.fossil", "f.txt");
      run("extract", "-R", "a.fossil", "-d", "out");
      run("verify", "--tables", "-R", "a.fossil");
      // What else it finds on this machine does not matter here.
      Main.run(terminal, "doctor", "-R", "a.fossil");
      run("rebuild", "-R", "a.fossil");
    }

    private void daemons() throws Exception {
      Path a = directory.resolve("a.fossil");
      Path b = directory.resolve("b.fossil");
      try (Daemon first = Daemon.start(DaemonOptions.of(List.of(a), directory.resolve("a.state"))
          .withHttpListen(DaemonOptions.loopback(0)))) {
        String http = "http://" + at(Objects.requireNonNull(first.ready().http())) + "/";
        String link = "nats-leaf://" + at(first.ready().leafnode());
        run("clone", link + "/" + project(a), "b.fossil");
        run("clone", http, "c.fossil");
        try (Daemon _ = Daemon.start(DaemonOptions.of(List.of(b), directory.resolve("b.state"))
            .withUpstreams(List.of(link)))) {
          Files.writeString(directory.resolve("f.txt"), "second\n");
          run("commit", "-R", "a.fossil", "-m", "second", "f.txt");
          Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> newest(b).equals("second"));
        }
        run("sync", "once", "-R", "c.fossil", "--pull", http);
      }
    }

    private static String at(InetSocketAddress address) {
      return "127.0.0.1:" + address.getPort();
    }

    private static String project(Path file) {
      try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
        return repository.projectCode().hex();
      }
    }

    private static String newest(Path file) {
      try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
        return repository.timeline().newest(1, TimelineFilter.CHECKINS).getFirst().comment();
      }
    }
  }

  @TempDir
  private Path directory = Path.of("");

  @Test
  void inAllCommandsAndInDaemons() throws Exception {
    List<Call> opens = SystemCalls.of(directory, true, List.of("open", "openat", "openat2", "creat"),
        WholeProgram.class, directory.toRealPath().toString()).stream()
        .filter(call -> call.text().contains(".fossil")).toList();

    assertThat(opens).allMatch(Call::isFromSqlite);
    for (String name : List.of("copy.fossil", "rebuilt.fossil", "a.fossil", "a.fossil-journal", "b.fossil.part",
        "b.fossil", "b.fossil-journal",
        "c.fossil")) {
      assertThat(opens).anyMatch(call -> call.text().contains("/" + name + "\""));
    }
  }
}
