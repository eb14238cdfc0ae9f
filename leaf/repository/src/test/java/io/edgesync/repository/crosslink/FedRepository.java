package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.compare.RepositoryComparison.Difference;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/**
 * A repository emptied of its artifacts, which are then fed to the crosslinker one by one in any order: full texts only, and
 * nothing between the crosslinker and the tables.
 */
final class FedRepository implements AutoCloseable, ArtifactAccess {

  /** An artifact of the history that is fed. */
  record Fed(Hash name, byte[] content, boolean isPrivate) {}

  private static final List<String> EMPTIED = List.of(
      "blob", "delta", "rcvfrom", "private", "filename", "mlink", "plink", "leaf", "event", "phantom", "orphan",
      "unclustered", "unsent", "tagxref", "backlink", "attachment", "cherrypick", "ticket", "ticketchng");

  private final Crosslinker crosslinker = new Crosslinker(InstantSource.system());
  /** Whose transactions believe what the one before learned; {@code null} where none does. */
  private final @Nullable RepositoryDatabase database;
  private SqlSession session;

  private FedRepository(Connection connection, @Nullable RepositoryDatabase database) {
    this.session = new SqlSession(connection);
    this.database = database;
  }

  /** Every artifact of {@code repository}, by name. */
  static List<Fed> artifacts(FossilProcess fossil, Path repository, Path scratch) throws IOException, SQLException {
    Path directory = Files.createDirectories(scratch.resolve("deconstructed"));
    fossil.ok(scratch, "deconstruct", "-P", "-L", "0", "-R", repository.toString(), directory.toString());
    List<String> privates = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + repository);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT uuid FROM blob NATURAL JOIN private")) {
      while (rows.next()) {
        privates.add(rows.getString(1));
      }
    }
    List<Fed> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = directory.relativize(file).toString().replace("/", "");
        if (Hash.isHash(name)) {
          all.add(new Fed(new Hash(name), Files.readAllBytes(file), privates.contains(name)));
        }
      }
    }
    return all;
  }

  /** A copy of {@code repository} without artifacts, in {@code file}. */
  static FedRepository emptied(Path repository, Path file) throws IOException, SQLException {
    Files.deleteIfExists(file);
    Files.copy(repository, file);
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      for (String table : present(statement)) {
        statement.execute("DELETE FROM " + table);
      }
      statement.execute("DROP TABLE IF EXISTS forumpost");
      statement.execute("DELETE FROM tag WHERE tagid>11");
      statement.execute("DELETE FROM config WHERE name='seen-delta-manifest'");
      statement.execute("INSERT INTO rcvfrom VALUES(1,1,julianday('now'),NULL,NULL)");
    }
    return new FedRepository(connection, null);
  }

  /** As {@link #emptied}, where a batch goes on from what is known of the one before. */
  static FedRepository remembering(Path repository, Path file) throws IOException, SQLException {
    FedRepository emptied = emptied(repository, file);
    return new FedRepository(emptied.session.connection(), RepositoryDatabase.of(file, Duration.ofMinutes(1)));
  }

  private static List<String> present(Statement statement) throws SQLException {
    List<String> present = new ArrayList<>();
    try (var rows = statement.executeQuery("SELECT name FROM sqlite_schema WHERE type='table'")) {
      while (rows.next()) {
        if (EMPTIED.contains(rows.getString(1))) {
          present.add(rows.getString(1));
        }
      }
    }
    return present;
  }

  /** Stores and crosslinks the artifacts in batches. */
  void feed(List<Fed> artifacts, int batchSize) throws SQLException {
    for (int from = 0; from < artifacts.size(); from += batchSize) {
      List<Fed> some = artifacts.subList(from, Math.min(from + batchSize, artifacts.size()));
      batch(batch -> {
        for (Fed fed : some) {
          batch.artifactAvailable(store(fed), fed.content());
        }
      });
    }
  }

  /** Stores artifacts as deltas of others, in one batch. */
  void moveBelow(Map<Hash, Hash> sources) throws SQLException {
    batch(batch -> {
      for (Map.Entry<Hash, Hash> each : sources.entrySet()) {
        long rid = ridFor(each.getKey(), false, false);
        byte[] content = Objects.requireNonNull(expand(rid));
        session.update("UPDATE blob SET content=? WHERE rid=?", framed(Delta.create(new byte[0], content)), rid);
        session.update("INSERT INTO delta(rid, srcid) VALUES(?,?)", rid, ridFor(each.getValue(), false, false));
        batch.movedBelowAnother(rid);
      }
    });
  }

  private interface Work {
    void in(CrosslinkBatch batch) throws SQLException;
  }

  private void batch(Work work) throws SQLException {
    if (database == null) {
      session.connection().setAutoCommit(false);
      run(work);
      session.connection().setAutoCommit(true);
      return;
    }
    SqlSession outside = session;
    database.write(transaction -> {
      session = transaction.session();
      run(work);
      return work;
    });
    session = outside;
  }

  private void run(Work work) throws SQLException {
    CrosslinkBatch batch = crosslinker.begin(session, this);
    work.in(batch);
    batch.end();
  }

  /** The first column of a query. */
  List<String> texts(String query) throws SQLException {
    return session.list(row -> row.getString(1), query);
  }

  /** Counts in {@code thousands} what SQLite does for this repository from now on, in thousands of steps of its machine. */
  void countSteps(AtomicLong thousands) throws SQLException {
    batch(batch -> ProgressHandler.setHandler(session.connection(), 1000, new ProgressHandler() {
      @Override
      protected int progress() {
        thousands.incrementAndGet();
        return 0;
      }
    }));
  }

  private long store(Fed fed) throws SQLException {
    long rid = session.number(0, "SELECT rid FROM blob WHERE uuid=?", fed.name().hex());
    if (rid == 0) {
      session.update("INSERT INTO blob(rcvid,size,uuid,content) VALUES(1,?,?,?)", fed.content().length,
          fed.name().hex(),
          framed(fed.content()));
      rid = session.number(0, "SELECT rid FROM blob WHERE uuid=?", fed.name().hex());
      session.update(fed.isPrivate() ? "INSERT INTO private VALUES(?)" : "INSERT INTO unclustered VALUES(?)", rid);
    } else {
      session.update("UPDATE blob SET rcvid=1, size=?, content=? WHERE rid=?", fed.content().length,
          framed(fed.content()), rid);
      session.update("DELETE FROM phantom WHERE rid=?", rid);
      if (fed.isPrivate()) {
        session.update("INSERT OR IGNORE INTO private VALUES(?)", rid);
        session.update("DELETE FROM unclustered WHERE rid=?", rid);
      }
    }
    return rid;
  }

  private static byte[] framed(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(content);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return out.toByteArray();
  }

  @Override
  public long ridFor(Hash name, boolean createPhantom, boolean isPrivate) throws SQLException {
    long rid = session.number(0, "SELECT rid FROM blob WHERE uuid=?", name.hex());
    if (rid == 0 && createPhantom) {
      session.update("INSERT INTO blob(rcvid,size,uuid,content) VALUES(0,-1,?,NULL)", name.hex());
      rid = session.number(0, "SELECT rid FROM blob WHERE uuid=?", name.hex());
      session.update("INSERT INTO phantom VALUES(?)", rid);
      session.update(isPrivate ? "INSERT INTO private VALUES(?)" : "INSERT INTO unclustered VALUES(?)", rid);
    }
    return rid;
  }

  @Override
  public @Nullable Hash nameOf(long rid) throws SQLException {
    return Columns.nameOf(session, rid);
  }

  @Override
  public boolean isAvailable(long rid) throws SQLException {
    return session.number(0, "SELECT 1 FROM blob WHERE rid=? AND size>=0", rid) != 0;
  }

  @Override
  public byte @Nullable [] expand(long rid) throws SQLException {
    List<byte[]> framed = session.list(row -> row.getBytes(1),
        "SELECT content FROM blob WHERE rid=? AND content IS NOT NULL", rid);
    if (framed.isEmpty()) {
      return null;
    }
    try (var inflater = new InflaterInputStream(
        new ByteArrayInputStream(framed.getFirst(), 4, framed.getFirst().length - 4))) {
      byte[] stored = inflater.readAllBytes();
      return session.any("SELECT 1 FROM delta WHERE rid=?", rid) ? Delta.apply(new byte[0], stored) : stored;
    } catch (IOException | DeltaException e) {
      throw new SQLException(e);
    }
  }

  @Override
  public boolean isPrivate(long rid) throws SQLException {
    return session.number(0, "SELECT 1 FROM private WHERE rid=?", rid) != 0;
  }

  @Override
  public void deltify(long rid, long source) {
    // a saving of space, which no table but delta shows
  }

  /**
   * What the two do not agree upon, but for one thing: since nothing was stored as a delta here, a rebuild makes all deltas on its way and
   * changes the order of its visits, which nobody can foresee, and on which it depends whether a reference in an amended comment has the
   * date of the check-in or that of the amendment.
   */
  static List<Difference> differencesButForDates(Path fed, Path rebuilt) {
    List<Difference> all = RepositoryComparison.differences(fed, rebuilt);
    Map<String, Long> sides = all.stream().filter(each -> each.table().equals("backlink"))
        .collect(Collectors.groupingBy(FedRepository::withoutDate, Collectors.counting()));
    return all.stream()
        .filter(each -> !each.table().equals("backlink") || sides.get(withoutDate(each)) != 2)
        .toList();
  }

  private static String withoutDate(Difference reference) {
    return reference.row().substring(0, reference.row().lastIndexOf('|'));
  }

  @Override
  public void close() {
    if (database != null) {
      database.close();
    }
    session.close();
  }
}
