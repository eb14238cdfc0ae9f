package io.edgesync.ops.aot;

import io.edgesync.agent.AgentException;
import io.edgesync.agent.control.ControlClient;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.LeafProcess;
import io.edgesync.cli.process.Programs;
import io.edgesync.ops.Program;
import io.edgesync.ops.Workbench;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lets two linked leaves commit in turn, each commit seen by the other before the next, and be cloned over HTTP and NATS. The leaves and
 * the clones record what they do because their launcher finds {@code EDGESYNC_TRAINING} in its environment; of each kind the last to end counts.
 */
@Command(name = "training-run", mixinStandardHelpOptions = true)
public final class TrainingRun implements Callable<Integer> {

  /** What a commit's way calls once is then called often enough to be compiled, as in a leaf that has run for a while. */
  @Option(names = "--commits", defaultValue = "200", paramLabel = "N")
  private int commits = 200;

  private static final int FILES = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Terminal terminal;

  private TrainingRun(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws AgentException, IOException, InterruptedException {
    try (Workbench bench = Workbench.open("training", terminal)) {
      Programs programs = bench.programs();
      Path here = bench.directory().resolve("here.fossil");
      Path there = bench.directory().resolve("there.fossil");
      String project;
      try (Repository made = Repository.create(here, new NewRepository(Programs.LOGIN, "secret", null, HashPolicy.SHA3,
          InstantSource.system(), new SecureRandom()))) {
        made.users().setCapabilities("nobody", "gjoriz");
        project = made.projectCode().hex();
        made.checkins().commit(CheckinRequest.of(manyFiles(), "many files", Programs.LOGIN));
      }
      try (LeafProcess first = LeafProcess.start(programs, "here", here, List.of())) {
        programs.expect(programs.edgesync(List.of("clone", first.httpUrl(), there.toString())), PATIENCE);
        try (Repository cloned = Repository.open(there, RepositoryOptions.standard())) {
          cloned.users().setCapabilities("nobody", "gjoriz");
        }
        try (LeafProcess second = LeafProcess.start(programs, "there", there, List.of("--nats", first.linkUrl()));
            Side one = Side.of(here, first);
            Side other = Side.of(there, second)) {
          for (int i = 0; i < commits; i++) {
            (i % 2 == 0 ? one : other).commit(i, i % 2 == 0 ? other : one);
          }
          programs.expect(programs.edgesync(List.of("clone", first.linkUrl() + "/" + project,
              bench.directory().resolve("elsewhere.fossil").toString())), PATIENCE);
        }
      }
    }
    return 0;
  }

  /** That a clone's content goes its way often, and a check-in still is a short text. */
  private static Map<String, NewFile> manyFiles() {
    RandomGenerator random = new SplittableRandom(FILES);
    return IntStream.range(0, FILES).boxed().collect(Collectors.toMap(i -> "d" + i % 100 + "/f" + i, i -> NewFile.of(
        random.ints(100).mapToObj(Integer::toString).collect(Collectors.joining("\n"))
            .getBytes(StandardCharsets.UTF_8))));
  }

  /** A leaf's repository and the way to tell the leaf of commits. */
  private record Side(Path file, Repository repository, ControlClient daemon) implements AutoCloseable {

    static Side of(Path file, LeafProcess leaf) throws AgentException {
      Repository repository = Repository.open(file, RepositoryOptions.standard());
      try {
        return new Side(file, repository, ControlClient.connect(leaf.stateDir()));
      } catch (AgentException | RuntimeException e) {
        repository.close();
        throw e;
      }
    }

    void commit(int number, Side other) throws AgentException {
      byte[] content = ("commit " + number + "\n").repeat(20).getBytes(StandardCharsets.UTF_8);
      Hash name = repository.checkins().commit(CheckinRequest.of(
          Map.of("f" + number % 20 + ".txt", NewFile.of(content)), "training " + number, Programs.LOGIN));
      daemon.commitHint(file);
      long endNanos = System.nanoTime() + PATIENCE.toNanos();
      while (!other.repository.artifacts().lookup(name).isHeld()) {
        if (System.nanoTime() - endNanos > 0) {
          throw new Failure("check-in " + name + ": not seen elsewhere within " + PATIENCE.toSeconds() + " s");
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }

    @Override
    public void close() {
      daemon.close();
      repository.close();
    }
  }

  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess();
    System.exit(new Program(terminal, "training-run", 2).run(new CommandLine(new TrainingRun(terminal)), arguments));
  }
}
