package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.testing.SeededRandom;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts of which only one at a time finds room, from their cards to the repository. */
@Timeout(60)
final class LargeArtifactsTest {

  private static final int BYTES = 3 << 20;

  @TempDir
  Path directory;

  private final MemoryBudget budget = new MemoryBudget(8 << 20);
  private final byte[] noise = new SeededRandom(7).bytes(BYTES);

  @Test
  void twoThatEachNeedMoreThanHalfAreTakenOneAfterTheOther() throws Exception {
    try (Repository repository = repository()) {
      byte[] other = noise.clone();
      other[0]++;
      Hash firstName = name(noise);
      Hash otherName = name(other);
      FutureTask<ArtifactWriter.Receipt> later;
      Thread waiter;
      try (CardReader cards = reader("file " + firstName + " " + BYTES + "\n", noise);
          ArtifactWriter writer = repository.artifacts().receive(Provenance.local("alice"))) {
        Card first = cards.next();
        assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes() - 2 * BYTES);
        later = new FutureTask<>(() -> receive(repository, "file " + otherName + " " + BYTES + "\n", other));
        waiter = Thread.ofPlatform().start(later);
        while (waiter.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }

        store(first, writer);

        assertThat(writer.finish().stored()).containsExactly(firstName);
      }
      assertThat(later.get().stored()).containsExactly(otherName);
    }
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  @Test
  void whatComesCompressedIsChargedWithItsExpandedForm() throws Exception {
    byte[] framed = StoredForm.compress(noise);
    Hash name = name(noise);
    try (Repository repository = repository()) {
      String line = "cfile " + name + " " + BYTES + " " + framed.length + "\n";
      try (CardReader cards = reader(line, framed); Card _ = cards.next()) {
        assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes() - BYTES - framed.length);
      }
      assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());

      assertThat(receive(repository, line, framed).stored()).containsExactly(name);
    }
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  @Test
  void aSmallDeltaOfALargeOneIsGiven() throws Exception {
    byte[] next = noise.clone();
    next[BYTES / 2]++;
    byte[] delta = Delta.create(noise, next);
    try (Repository repository = repository()) {
      receive(repository, "file " + name(noise) + " " + BYTES + "\n", noise);
      receive(repository, "file " + name(next) + " " + name(noise) + " " + delta.length + "\n", delta);
    }

    try (Repository opened = Repository.open(directory.resolve("r.fossil"), options());
        Content content = opened.artifacts().load(name(next)).orElseThrow()) {
      assertThat(content.toArray()).isEqualTo(next);
    }
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  /** Some of them are stored as full text before, each in a transaction of its own with what hangs on it: nobody else is kept out for long. */
  @Test
  void soManyThatWaitForOneDoNotBecomeWholeAtOnce() throws Exception {
    byte[] first = Arrays.copyOf(noise, 1000);
    try (Repository repository = repository()) {
      List<Hash> names = new ArrayList<>();
      try (ArtifactWriter writer = repository.artifacts().receive(Provenance.local("alice"))) {
        byte[] source = first;
        for (int i = 0; i < 700; i++) {
          byte[] next = source.clone();
          next[i]++;
          names.add(name(next));
          writer.file(name(next), name(source), Content.of(Delta.create(source, next)), i == 699);
          source = next;
        }
        assertThat(writer.finish().dangling()).isEqualTo(700);
      }

      ArtifactWriter.Receipt receipt = receive(repository, "file " + name(first) + " " + first.length + "\n", first);

      assertThat(receipt.stored()).hasSize(700).contains(name(first)).containsAll(names.subList(0, 699));
      assertThat(receipt.storedPrivately()).containsExactly(names.getLast());
      for (Hash name : names) {
        try (Content content = repository.artifacts().load(name).orElseThrow()) {
          assertThat(name(content.toArray())).isEqualTo(name);
        }
      }
    }
    assertThat(count("SELECT count(*) FROM delta")).as("of 700").isEqualTo(698);
    assertThat(count("SELECT count(*) FROM phantom")).isZero();
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  /** Stock's rebuild writes 0 as the size of each delta that it cannot expand. */
  @Test
  void whatWaitsBecomesWholeAlsoWhereItsRowHasLostItsSize() throws Exception {
    byte[] first = Arrays.copyOf(noise, 5000);
    byte[] second = Arrays.copyOf(noise, 5100);
    byte[] third = Arrays.copyOf(noise, 5200);
    try (Repository repository = repository()) {
      try (ArtifactWriter writer = repository.artifacts().receive(Provenance.local("alice"))) {
        writer.file(name(second), name(first), Content.of(Delta.create(first, second)), false);
        writer.file(name(third), name(second), Content.of(Delta.create(second, third)), false);
        assertThat(writer.finish().dangling()).isEqualTo(2);
      }
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("r.fossil"))) {
      connection.createStatement().executeUpdate("UPDATE blob SET size=0 WHERE rid IN (SELECT rid FROM delta)");
    }
    try (Repository repository = Repository.open(directory.resolve("r.fossil"), options())) {
      ArtifactWriter.Receipt receipt = receive(repository, "file " + name(first) + " " + first.length + "\n", first);

      assertThat(receipt.stored()).containsExactlyInAnyOrder(name(first), name(second), name(third));
      assertThat(receipt.refusals()).isEmpty();
    }
    assertThat(count("SELECT sum(size) FROM blob WHERE uuid IN ('" + name(second) + "','" + name(third) + "')"))
        .isEqualTo(10300);
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  /** A wait for memory that the check itself holds would last for twenty seconds. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Timeout(15)
  void aChainThatWaitsForItsSourceTakesTheRoomOfFewOfItsContents(boolean isDeepFirst) throws Exception {
    byte[] first = Arrays.copyOf(noise, 1 << 20);
    List<Hash> names = new ArrayList<>();
    try (Repository repository = repository()) {
      try (ArtifactWriter writer = repository.artifacts().receive(Provenance.local("alice"))) {
        byte[] source = first;
        for (int i = 1; i <= 20; i++) {
          byte[] next = source.clone();
          next[i]++;
          byte[] sibling = source.clone();
          sibling[i] += 2;
          for (byte[] content : isDeepFirst ? List.of(next, sibling) : List.of(sibling, next)) {
            names.add(name(content));
            writer.file(name(content), name(source), Content.of(Delta.create(source, content)), false);
          }
          source = next;
        }
        assertThat(writer.finish().dangling()).isEqualTo(40);
      }

      ArtifactWriter.Receipt receipt = receive(repository, "file " + name(first) + " " + first.length + "\n", first);

      assertThat(receipt.stored()).hasSize(41).contains(name(first)).containsAll(names);
    }
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  /** A delta of what is held here needs that one, too. */
  @Test
  void oneForWhichThereIsNoMemoryCostsNothingElse() throws Exception {
    byte[] next = noise.clone();
    next[BYTES / 2]++;
    byte[] delta = Delta.create(noise, next);
    SampleArtifact held = SampleArtifact.version(1);
    SampleArtifact small = SampleArtifact.version(2);
    String line = "file " + name(next) + " " + name(noise) + " " + delta.length + "\n";
    try (Repository repository = repository()) {
      receive(repository, "file " + name(noise) + " " + BYTES + "\n", noise);
    }
    RepositoryOptions tight = new RepositoryOptions(new MemoryBudget(BYTES + BYTES / 2), BYTES, InstantSource.system(),
        Duration.ofSeconds(10));

    try (Repository repository = Repository.open(directory.resolve("r.fossil"), tight);
        ArtifactWriter writer = repository.artifacts().receive(Provenance.local("alice"))) {
      writer.file(name(next), name(noise), Content.of(delta), false);
      writer.file(small.name(), held.name(), small.deltaFrom(held), false);
      writer.file(held.name(), null, held.content(), false);
      ArtifactWriter.Receipt receipt = writer.finish();

      assertThat(receipt.stored()).containsExactlyInAnyOrder(held.name(), small.name());
      assertThat(receipt.refusals()).singleElement().satisfies(refusal -> {
        assertThat(refusal.name()).isEqualTo(name(next));
        assertThat(refusal.reason()).isEqualTo(ArtifactWriter.Reason.NO_MEMORY);
      });
      assertThat(repository.artifacts().lookup(name(next))).isEqualTo(ArtifactStore.Known.NOTHING);
      assertThat(tight.budget().availableBytes()).isEqualTo(tight.budget().totalBytes());
    }
    try (Repository repository = Repository.open(directory.resolve("r.fossil"), options())) {
      assertThat(receive(repository, line, delta).stored()).containsExactly(name(next));
    }
  }

  @Test
  void whatCannotBeReadBehindItsChargeGivesThatBack() throws Exception {
    byte[] half = Arrays.copyOf(noise, BYTES / 2);
    Repository repository = repository();
    receive(repository, "file " + name(half) + " " + half.length + "\n", half);
    FutureTask<?> loading = new FutureTask<>(() -> repository.artifacts().loadStored(name(half)));
    try (MemoryBudget.Charge _ = budget.acquire(7 << 20, Duration.ZERO)) {
      Thread loader = Thread.ofPlatform().start(loading);
      while (Arrays.stream(loader.getStackTrace())
          .noneMatch(frame -> frame.getClassName().equals(MemoryBudget.class.getName()))) {
        Thread.onSpinWait();
      }
      repository.close();
    }

    assertThatThrownBy(loading::get).hasCauseInstanceOf(RepositoryException.Closed.class);
    assertThat(budget.availableBytes()).isEqualTo(budget.totalBytes());
  }

  private Repository repository() {
    return Repository.create(directory.resolve("r.fossil"), RepositoryFixture.how(), options());
  }

  private int count(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("r.fossil"));
        ResultSet row = connection.createStatement().executeQuery(sql)) {
      return row.getInt(1);
    }
  }

  private RepositoryOptions options() {
    return new RepositoryOptions(budget, BYTES, InstantSource.fixed(RepositoryFixture.NOW), Duration.ofSeconds(10));
  }

  private ArtifactWriter.Receipt receive(Repository repository, String line, byte[] payload) throws Exception {
    try (CardReader cards = reader(line, payload);
        ArtifactWriter writer = repository.artifacts().receive(Provenance.local("alice"))) {
      store(cards.next(), writer);
      return writer.finish();
    }
  }

  private static void store(Card card, ArtifactWriter writer) {
    switch (card) {
      case FileCard file -> writer.file(file.name(), file.deltaSource(), file.content(), false);
      case CFileCard file ->
        writer.stored(file.name(), file.deltaSource(), file.expandedBytes(), file.content(), false);
      default -> throw new AssertionError(card);
    }
  }

  private CardReader reader(String line, byte[] payload) throws IOException {
    byte[] first = line.getBytes(StandardCharsets.US_ASCII);
    return new CardReader(new SequenceInputStream(new ByteArrayInputStream(first), new ByteArrayInputStream(payload)),
        CardLimits.DEFAULT.withPayloadBytesMax(BYTES * 2L), budget, first.length + (long) payload.length);
  }

  private static Hash name(byte[] content) {
    try (JdkArtifactHasher hasher = new JdkArtifactHasher()) {
      return hasher.hash(HashAlgorithm.SHA1, content);
    }
  }
}
