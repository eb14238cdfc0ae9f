package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.envelope.StoredForm;
import io.edgesync.xfer.testing.SeededRandom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedChainsTest {

  /** Rids of a new repository are below this. */
  private static final int FIRST = 1000;
  private static final int ARTIFACTS = 400;

  @TempDir
  Path directory;

  private final long seed = SeededRandom.newSeed();
  private final Random random = new Random(seed);
  private final List<byte[]> contents = new ArrayList<>();
  private RepositoryDatabase database;
  private StorageContext context;

  /** Trees of deltas, some of them long, some wide; a source may have a higher or a lower rid. */
  @BeforeEach
  void storeTrees() {
    Path file = directory.resolve("trees.fossil");
    RepositoryFixture.create(file).close();
    database = RepositoryDatabase.of(file, Duration.ofSeconds(15));
    context = StorageContext.of(database, RepositoryOptions.standard());
    database.write(transaction -> {
      for (int at = 0; at < ARTIFACTS; at++) {
        int source = at % 97 == 0 ? -1 : random.nextInt(3) == 0 ? random.nextInt(at) : at - 1;
        byte[] content = source < 0 ? new byte[500 + random.nextInt(3000)] : changed(contents.get(source));
        contents.add(content);
        byte[] inside = source < 0 ? content : Delta.create(contents.get(source), content);
        transaction.session().update("INSERT INTO blob(rid, rcvid, size, uuid, content) VALUES(?, 1, ?, ?, ?)", rid(at),
            content.length, name(at).hex(), StoredForm.compress(inside));
        if (source >= 0) {
          transaction.session().update("INSERT INTO delta(rid, srcid) VALUES(?, ?)", rid(at), rid(source));
        }
      }
      return null;
    });
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static int rid(int at) {
    return FIRST + (at % 2 == 0 ? at : 2 * ARTIFACTS - at);
  }

  private static Hash name(int at) {
    return new Hash("%064x".formatted(at + 1));
  }

  private byte[] changed(byte[] content) {
    byte[] changed = Arrays.copyOf(content, Math.max(200, content.length - 60 + random.nextInt(120)));
    byte[] noise = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 3000 : 40)];
    random.nextBytes(noise);
    System.arraycopy(noise, 0, changed, random.nextInt(100), Math.min(noise.length, changed.length - 100));
    return changed;
  }

  private Map<Hash, byte[]> expand(List<Hash> names) {
    Map<Hash, byte[]> given = new HashMap<>();
    new SharedChains(context).expand(names, (name, bytes, length) -> assertThat(
        given.put(name, Arrays.copyOf(bytes, length))).as("seed %d: %s comes once", seed, name).isNull());
    return given;
  }

  @Test
  void givesWhatEachIs() {
    for (int round = 0; round < 10; round++) {
      List<Integer> wanted = random.ints(2 + random.nextInt(ARTIFACTS), 0, ARTIFACTS).distinct().boxed().toList();
      // What somebody read before is in memory.
      random.ints(5, 0, ARTIFACTS).forEach(at -> new Loader(context).load(name(at)).orElseThrow().close());

      Map<Hash, byte[]> given = expand(wanted.stream().map(SharedChainsTest::name).toList());

      assertThat(given).as("seed %d", seed).hasSameSizeAs(wanted);
      wanted.forEach(at -> assertThat(given.get(name(at))).as("seed %d: %d", seed, at).isEqualTo(contents.get(at)));
    }
  }

  @Test
  void passesOverWhatIsNotHeld() {
    database.write(transaction -> {
      transaction.session().update("UPDATE blob SET size=-1, content=NULL WHERE rid=?", rid(0));
      return transaction.session().update("INSERT INTO delta(rid, srcid) VALUES(?, ?)", rid(97), rid(98));
    });

    assertThat(expand(List.of(name(0), name(1), name(50), name(98), name(100), name(5000)))).isEmpty();
    assertThat(expand(List.of(name(1), name(194)))).containsOnlyKeys(name(194));
  }

  @Test
  void saysWhichIsDamaged() {
    database.write(transaction -> transaction.session().update("UPDATE blob SET content=x'00000001ff' WHERE rid=?",
        rid(1)));

    assertThatThrownBy(() -> expand(List.of(name(1), name(194)))).isInstanceOf(RepositoryException.Corrupt.class)
        .hasMessageContaining(name(1).hex());
  }
}
