package io.edgesync.agent.goedgesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.agent.nats.MemoryBus;
import io.edgesync.agent.nats.PeerEndpoint;
import io.edgesync.agent.nats.SyncSubjects;
import io.edgesync.agent.nats.Way;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Message;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CheckinAnnouncerTest {

  private static final Duration LONG = Duration.ofHours(1);

  @TempDir
  private Path directory = Path.of("");
  private final MemoryBus bus = new MemoryBus(1 << 20);
  private final Way way = Way.byForeignServer(new PeerEndpoint(bus, new SyncSubjects("fossil"), "UNODE"), "away");
  private final BlockingQueue<String> announced = new LinkedBlockingQueue<>();
  private Path file = Path.of("");
  private Repository repository;
  private Hash tip;

  @BeforeEach
  void create() {
    file = directory.resolve("notes.fossil");
    NewRepository how = new NewRepository("admin", "secret", null, HashPolicy.SHA3, InstantSource.system(),
        new Random(1));
    repository = Repository.create(file, how, new RepositoryOptions(new MemoryBudget(64 << 20), 1 << 20,
        InstantSource.system(), Duration.ofMillis(50)));
    tip = repository.timeline().resolveCheckin("tip").orElseThrow();
    bus.subscribe(way.endpoint().subjects().goCommit(repository.projectCode()),
        delivery -> announced.add(new String(delivery.payload(), StandardCharsets.UTF_8)));
  }

  @AfterEach
  void close() {
    repository.close();
    way.close();
  }

  private Delivery fromAHub() {
    return new Delivery(new Message(way.endpoint().subjects().goCommit(repository.projectCode()), new byte[0]), null,
        null);
  }

  @Test
  void aCheckinThatAnotherProgramHoldsLockedIsAnnouncedWhenItIsLetGo() throws Exception {
    try (CheckinAnnouncer announcer = new CheckinAnnouncer(repository, List.of(way));
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      announcer.stored(List.of(tip));
      // More than the repository is waited for.
      assertThat(announced.poll(1, TimeUnit.SECONDS)).isNull();
      statement.execute("ROLLBACK");

      assertThat(announced.take()).contains(tip.hex());
    }
  }

  @Test
  void whoListenedWhenOthersAnnouncedTheNewestCheckinIsNotToldOfIt() {
    try (CheckinAnnouncer announcer = new CheckinAnnouncer(repository, List.of(way), Duration.ZERO, LONG)) {
      announcer.greetSoon(way, null);

      announcer.heard(way, fromAHub(), new Hash("a".repeat(64)));
      assertThat(announcer.isAboutToGreet()).as("that is not the newest").isTrue();
      announcer.heard(way, fromAHub(), tip);
      assertThat(announcer.isAboutToGreet()).isFalse();
    }
  }

  @Test
  void whoMayNotHaveListenedYetWhenOthersAnnouncedItIsToldOfIt() {
    try (CheckinAnnouncer announcer = new CheckinAnnouncer(repository, List.of(way), LONG, LONG.multipliedBy(2))) {
      announcer.greetSoon(way, null);

      announcer.heard(way, fromAHub(), tip);

      assertThat(announcer.isAboutToGreet()).isTrue();
    }
  }
}
