package io.edgesync.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.MemoryBudget;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RepositoryWatchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path directory = Path.of("");

  private Repository create(String name) {
    return Repository.create(directory.resolve(name),
        new NewRepository("admin", "secret", null, HashPolicy.SHA3, InstantSource.system(), new Random(1)));
  }

  /** Each look is told of, so that one too many shows. */
  @Test
  void whoWritesAndLooksHasNobodyElseLookForHim() {
    AtomicInteger looks = new AtomicInteger();
    try (Repository repository = create("own.fossil");
        RepositoryWatch watch = new RepositoryWatch(repository, Duration.ZERO, _ -> {}, () -> {})) {
      watch.onLook(looks::incrementAndGet);
      watch.start();

      watch.writing(() -> {
        watch.nudge();
        watch.lookNow();
        return "";
      });
      watch.writing(() -> {
        watch.lookNow();
        watch.nudge();
        return assertThat(looks).hasValue(2);
      });

      await().atMost(PATIENCE).until(() -> looks.get() == 3);
    }
  }

  /** Nobody nudges and nothing polls: the look that failed is the only one that was asked for. */
  @Test
  void aLookThatFailsIsMadeAgainAndSaysMeanwhileWhatIsWrong() throws Exception {
    Path file = directory.resolve("notes.fossil");
    create("notes.fossil").close();
    RepositoryOptions hasty = new RepositoryOptions(new MemoryBudget(64 << 20), 1 << 20, InstantSource.system(),
        Duration.ofMillis(50));
    List<Hash> heard = new CopyOnWriteArrayList<>();
    try (Repository repository = Repository.open(file, hasty);
        RepositoryWatch watch = new RepositoryWatch(repository, Duration.ZERO, heard::addAll, () -> {});
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      watch.start();
      watch.lookNow();
      statement.execute("BEGIN EXCLUSIVE");
      statement.execute("INSERT INTO blob(rcvid,size,uuid,content) VALUES(1,0,'" + "a".repeat(64) + "',x'00000000')");

      assertThatThrownBy(watch::lookNow).isInstanceOf(RepositoryException.class);
      await().atMost(PATIENCE).until(() -> !watch.trouble().isEmpty());
      assertThat(heard).isEmpty();

      statement.execute("COMMIT");
      await().atMost(PATIENCE).until(() -> heard.contains(new Hash("a".repeat(64))) && watch.trouble().isEmpty());
    }
  }
}
