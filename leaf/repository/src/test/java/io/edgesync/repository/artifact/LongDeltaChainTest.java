package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The newest version is whole, each older one a delta of the next: reading them all must not cost a walk along the whole chain each. */
class LongDeltaChainTest {

  private static final int VERSIONS = 4_000;
  private static final int CACHE_BYTES = 1 << 20;

  private SqlSession session;
  private Blobs blobs;
  private final ContentCache cache = new ContentCache(CACHE_BYTES);
  private long steps;

  @BeforeEach
  void storeVersions() throws SQLException {
    session = new SqlSession(DriverManager.getConnection("jdbc:sqlite::memory:"));
    session.execute("CREATE TABLE blob(rid INTEGER PRIMARY KEY, size INTEGER, uuid TEXT UNIQUE, content BLOB)");
    session.execute("CREATE TABLE delta(rid INTEGER PRIMARY KEY, srcid INTEGER)");
    session.execute("BEGIN");
    byte[] newer = null;
    for (int rid = VERSIONS; rid > 0; rid--) {
      byte[] content = content(rid);
      byte[] stored = StoredForm.compress(newer == null ? content : Delta.create(newer, content));
      session.update("INSERT INTO blob VALUES(?, ?, ?, ?)", rid, content.length, name(rid).hex(), stored);
      if (newer != null) {
        session.update("INSERT INTO delta VALUES(?, ?)", rid, rid + 1);
      }
      newer = content;
    }
    session.execute("COMMIT");
    blobs = new Blobs(session, new AvailableRids(Long.MAX_VALUE), RepositoryOptions.standard());
  }

  @AfterEach
  void close() {
    session.close();
  }

  private static Hash name(int version) {
    return new Hash("%064x".formatted(version));
  }

  private static byte[] content(int version) {
    byte[] content = new byte[1_000];
    new Random(7).nextBytes(content);
    content[version % 997] ^= (byte) (1 + version / 997);
    return content;
  }

  private void read(List<Integer> versions) throws SQLException {
    try (StoredForm form = new StoredForm()) {
      for (int version : versions) {
        DeltaChain chain = DeltaChain.of(blobs, version, cache::get);
        assertThat(chain).isNotNull();
        byte[] content = chain.expand(place -> {
          steps++;
          return blobs.content(chain.rows().get(place).rid());
        }, form, cache, 1 << 20);
        assertThat(content).isEqualTo(content(version));
        assertThat(cache.bytes()).isLessThanOrEqualTo(CACHE_BYTES);
      }
    }
  }

  private static List<Integer> versions() {
    List<Integer> versions = new ArrayList<>();
    for (int version = 1; version <= VERSIONS; version++) {
      versions.add(version);
    }
    return versions;
  }

  @Test
  void fromTheOldestVersionToTheNewest() throws SQLException {
    read(versions());

    assertThat(steps).isLessThan(8L * VERSIONS);
  }

  @Test
  void fromTheNewestVersionToTheOldest() throws SQLException {
    read(versions().reversed());

    assertThat(steps).isEqualTo(VERSIONS);
  }

  @Test
  void inNoOrder() throws SQLException {
    List<Integer> versions = versions();
    Collections.shuffle(versions, new Random(3));

    read(versions);

    assertThat(steps).isLessThan(VERSIONS * (long) VERSIONS / 16);
  }

  @Test
  void aChainInACircleHasNoEnd() throws SQLException {
    session.update("INSERT INTO delta VALUES(?, ?)", VERSIONS, 2_000);

    assertThat(DeltaChain.of(blobs, 1, cache::get)).isNull();
    assertThat(DeltaChain.of(blobs, 3_000, cache::get)).isNull();
    assertThat(blobs.isAvailable(1)).isFalse();
  }

  @Test
  void aChainThatLeadsToNothingHasNoEnd() throws SQLException {
    session.update("DELETE FROM blob WHERE rid=?", 2_000);

    assertThat(DeltaChain.of(blobs, 1, cache::get)).isNull();
    assertThat(DeltaChain.of(blobs, 2_001, cache::get)).isNotNull();
  }
}
