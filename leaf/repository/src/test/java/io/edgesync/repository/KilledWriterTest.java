package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it receives loses nothing that it acknowledged, and leaves a sound repository. */
class KilledWriterTest {

  /** Receives versions until it is killed, and says after each finished round how far it is. */
  static final class Receiver {
    private Receiver() {}

    public static void main(String[] arguments) {
      try (Repository repository = Repository.open(Path.of(arguments[0]), RepositoryFixture.options())) {
        for (int i = Integer.parseInt(arguments[1]);; i += 3) {
          try (ArtifactWriter writer = repository.artifacts().receive(Provenance.local("tester"))) {
            for (int j = i; j < i + 3; j++) {
              SampleArtifact artifact = SampleArtifact.version(j);
              writer.file(artifact.name(), null, artifact.content(), false);
            }
            writer.finish();
          }
          System.out.println(i + 3);
        }
      }
    }
  }

  @TempDir
  Path directory;

  @Test
  void keepsWhatItAcknowledged() throws Exception {
    Path file = directory.resolve("killed.fossil");
    RepositoryFixture.create(file).close();
    Random random = new Random(5);
    int done = 0;
    for (int round = 0; round < 4; round++) {
      done = killedAfter(file, done, 20 + random.nextInt(150));

      try (Repository repository = Repository.open(file, RepositoryFixture.options())) {
        for (int i = 0; i < done; i++) {
          assertThat(repository.artifacts().lookup(SampleArtifact.version(i).name()).presence())
              .isEqualTo(Presence.HELD);
        }
      }
    }
    FossilProcess fossil = FossilProcess.in(directory);
    assertThat(fossil.ok(directory, "test-integrity", "-R", file.toString())).contains(" 0 errors")
        .contains("check: ok");
  }

  private static int killedAfter(Path file, int from, int millis) throws Exception {
    Path output = file.resolveSibling("acknowledged");
    Files.deleteIfExists(output);
    Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Receiver.class.getName(),
        file.toString(), Integer.toString(from))).redirectOutput(output.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    try {
      Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5))
          .until(() -> Files.size(output) > 0 || !process.isAlive());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    } finally {
      process.destroyForcibly().waitFor();
    }
    String acknowledged = Files.readString(output);
    // What was being written when the end came is no acknowledgement.
    List<String> lines = acknowledged.substring(0, acknowledged.lastIndexOf('\n') + 1).lines().toList();
    assertThat(lines).isNotEmpty();
    return Integer.parseInt(lines.getLast());
  }
}
