package io.edgesync.repository.artifact;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.Transaction;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.delta.DeltaException;
import io.edgesync.xfer.envelope.FramingException;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of artifacts inside one write transaction. Source: Fossil {@code src/content.c}. */
final class TransactionArtifacts implements ArtifactRows, AutoCloseable {

  private final StorageContext context;
  private final Transaction transaction;
  private final Provenance from;
  private final @Nullable ExpectedContents expected;
  private final Blobs blobs;
  private final StoredForm form = new StoredForm();
  private final Map<Hash, Long> rids = new HashMap<>();
  private final Map<Long, Set<Long>> wantedDeltas = new LinkedHashMap<>();
  private @Nullable HashPolicy policy;
  private long receiptId;
  private int phantomsCreated;

  TransactionArtifacts(StorageContext context, Transaction transaction, Provenance from) {
    this(context, transaction, from, null);
  }

  TransactionArtifacts(StorageContext context, Transaction transaction, Provenance from,
      @Nullable ExpectedContents expected) {
    this.expected = expected;
    this.context = context;
    this.transaction = transaction;
    this.from = from;
    this.blobs = context.blobs(transaction.session());
  }

  Blobs blobs() {
    return blobs;
  }

  int phantomsCreated() {
    return phantomsCreated;
  }

  /** Rids that shall become deltas, each with its source. */
  Map<Long, Set<Long>> wantedDeltas() {
    return wantedDeltas;
  }

  @Override
  public long ridFor(Hash name, boolean createPhantom, boolean isPrivate) throws SQLException {
    Long known = rids.get(name);
    if (known != null) {
      return known;
    }
    long rid = blobs.ridOf(name);
    if (rid == 0 && createPhantom && mayBecomeKnown(name)) {
      rid = createPhantom(name, isPrivate);
    }
    if (rid != 0) {
      rids.put(name, rid);
    }
    return rid;
  }

  private boolean mayBecomeKnown(Hash name) throws SQLException {
    return !blobs.isShunned(name);
  }

  boolean refusedByPolicy(Hash name) throws SQLException {
    return name.algorithm() == HashAlgorithm.SHA1 && policy() == HashPolicy.SHUN_SHA1;
  }

  private HashPolicy policy() throws SQLException {
    HashPolicy known = policy;
    if (known == null) {
      known = HashPolicy.read(transaction.session());
      policy = known;
    }
    return known;
  }

  private long createPhantom(Hash name, boolean isPrivate) throws SQLException {
    long rid = insertBlob(name, 0, -1, null);
    run("INSERT OR IGNORE INTO phantom(rid) VALUES(?)", rid);
    run(isPrivate ? "INSERT OR IGNORE INTO private(rid) VALUES(?)" : "INSERT OR IGNORE INTO unclustered(rid) VALUES(?)",
        rid);
    phantomsCreated++;
    return rid;
  }

  /**
   * Inserts a row and returns its rid.
   *
   * @throws RepositoryException.Corrupt where the next rid is one that no Fossil can work with, because of a row that is there already
   */
  private long insertBlob(Hash name, long rcvid, long size, byte @Nullable [] framed) throws SQLException {
    long rid = Columns.inRange(transaction.session().number(0,
        "INSERT INTO blob(rcvid, size, uuid, content) VALUES(?, ?, ?, ?) RETURNING rid", rcvid, size, name.hex(),
        framed));
    // A row that was left behind for this rid would make a delta of what is none.
    run("DELETE FROM delta WHERE rid=?", rid);
    return rid;
  }

  private int run(String sql, @Nullable Object... parameters) throws SQLException {
    return transaction.session().update(sql, parameters);
  }

  @Override
  public @Nullable Hash nameOf(long rid) throws SQLException {
    BlobRow row = blobs.byRid(rid);
    return row == null ? null : row.name();
  }

  @Override
  public boolean isAvailable(long rid) throws SQLException {
    return blobs.isAvailable(rid);
  }

  private byte @Nullable [] known(Hash name) {
    byte[] content = expected == null ? null : expected.get(name);
    return content != null ? content : context.cache().get(name);
  }

  @Override
  public byte @Nullable [] expand(long rid) throws SQLException {
    DeltaChain chain = DeltaChain.of(blobs, rid, this::known);
    if (chain == null) {
      return null;
    }
    if (chain.largestBytes() > context.artifactBytesMax()) {
      throw new RepositoryException.TooLarge(chain.rows().getFirst().name(), chain.largestBytes(),
          context.artifactBytesMax());
    }
    return chain.expand(place -> blobs.content(chain.rows().get(place).rid()), form, context.cache(),
        context.artifactBytesMax());
  }

  /** As {@link #expand(long)}, of a held row that was just read: nothing more is read where its content is in memory. */
  byte @Nullable [] expand(BlobRow row) throws SQLException {
    byte[] content = known(row.name());
    return content != null ? content : expand(row.rid());
  }

  @Override
  public boolean isPrivate(long rid) throws SQLException {
    return blobs.isPrivate(rid);
  }

  @Override
  public void deltify(long rid, long source) {
    if (rid > 0 && source > 0 && rid != source) {
      wantedDeltas.computeIfAbsent(rid, key -> new LinkedHashSet<>(1)).add(source);
    }
  }

  /**
   * Stores a row for {@code artifact}.
   *
   * @return the rid
   */
  long put(PreparedArtifact artifact, @Nullable BlobRow before) throws SQLException {
    noticeAlgorithm(artifact.name());
    long rid;
    if (before == null) {
      rid = insertBlob(artifact.name(), receiptId(), artifact.sizeBytes(), artifact.framed());
      rids.put(artifact.name(), rid);
      run(artifact.isPrivate()
          ? "INSERT OR IGNORE INTO private(rid) VALUES(?)"
          : "INSERT OR IGNORE INTO unclustered(rid) VALUES(?)", rid);
    } else {
      rid = before.rid();
      run("UPDATE blob SET rcvid=?, size=?, content=? WHERE rid=?", receiptId(), artifact.sizeBytes(),
          artifact.framed(), rid);
      run("DELETE FROM phantom WHERE rid=?", rid);
      run("DELETE FROM delta WHERE rid=?", rid);
      if (artifact.isPrivate()) {
        run("INSERT OR IGNORE INTO private(rid) VALUES(?)", rid);
        run("DELETE FROM unclustered WHERE rid=?", rid);
      } else {
        makePublic(rid);
      }
    }
    Hash source = artifact.deltaSource();
    if (source != null) {
      run("REPLACE INTO delta(rid, srcid) VALUES(?, ?)", rid, ridFor(source, true, artifact.isPrivate()));
    }
    requireAsWritten(rid, artifact);
    byte[] content = artifact.content();
    if (content != null) {
      context.cache().put(artifact.name(), content);
    }
    return rid;
  }

  /**
   * Reads back what was stored, as stock does before it commits. The content was checked against its name beforehand; a row can still come out
   * as another one, by a trigger for example.
   */
  private void requireAsWritten(long rid, PreparedArtifact artifact) throws SQLException {
    Hash source = artifact.deltaSource();
    if (!transaction.session().any("SELECT 1 FROM blob b LEFT JOIN delta d ON d.rid=b.rid WHERE b.rid=? AND b.uuid=?"
        + " AND b.size=? AND b.content=? AND coalesce(d.srcid, 0)=?", rid, artifact.name().hex(), artifact.sizeBytes(),
        artifact.framed(), source == null ? 0L : blobs.ridOf(source))) {
      throw new RepositoryException.Corrupt(artifact.name(), "its rows are not what was just written to them", null);
    }
  }

  /** Under policy "auto" the first SHA3 name switches the repository to SHA3. */
  private void noticeAlgorithm(Hash name) throws SQLException {
    if (name.algorithm() == HashAlgorithm.SHA3_256 && policy() == HashPolicy.AUTO) {
      HashPolicy.write(transaction.session(), HashPolicy.SHA3, now().getEpochSecond());
      policy = HashPolicy.SHA3;
    }
  }

  private Instant now() {
    return context.options().clock().instant();
  }

  /** {@code content} as it is stored. */
  byte[] framed(byte[] content) {
    return form.frame(content, 0, content.length);
  }

  /** Takes the size of a delta's content from the delta, where that can be read. */
  void measure(BlobRow delta) throws SQLException {
    byte[] framed = blobs.content(delta.rid());
    try {
      if (framed != null) {
        byte[] inside = form.unframe(framed, 0, framed.length, context.artifactBytesMax());
        run("UPDATE blob SET size=? WHERE rid=?", (long) Delta.targetBytes(inside), delta.rid());
      }
    } catch (FramingException | DeltaException unreadable) {
      // Whoever expands it says so.
      return;
    }
  }

  /** Makes a delta a full text. */
  void undelta(long rid, byte[] content) throws SQLException {
    run("UPDATE blob SET size=?, content=? WHERE rid=?", (long) content.length, framed(content), rid);
    run("DELETE FROM delta WHERE rid=?", rid);
  }

  @Override
  public void undelta(long rid) throws SQLException {
    BlobRow row = blobs.byRid(rid);
    if (row == null || row.source() == 0) {
      return;
    }
    byte[] content = expand(rid);
    if (content == null) {
      throw new RepositoryException.Corrupt(row.name(), "its delta chain has no end", null);
    }
    undelta(rid, content);
  }

  @Override
  public void undeltaWhatHangsOn(Set<Long> rids) throws SQLException {
    for (long rid : rids) {
      for (long delta : deltasOn(rid)) {
        if (!rids.contains(delta) && blobs.isAvailable(delta)) {
          undelta(delta);
        }
      }
    }
  }

  private List<Long> deltasOn(long rid) throws SQLException {
    List<Long> deltas = new ArrayList<>();
    try (ResultSet row = transaction.session().bind("SELECT rid FROM delta WHERE srcid=? ORDER BY rid", rid)
        .executeQuery()) {
      while (row.next()) {
        deltas.add(row.getLong(1));
      }
    }
    return deltas;
  }

  @Override
  public boolean makePrivate(long rid) throws SQLException {
    if (run("INSERT OR IGNORE INTO private(rid) VALUES(?)", rid) == 0) {
      return false;
    }
    run("DELETE FROM unclustered WHERE rid=?", rid);
    run("DELETE FROM unsent WHERE rid=?", rid);
    for (long delta : deltasOn(rid)) {
      if (!blobs.isPrivate(delta) && blobs.isAvailable(delta)) {
        undelta(delta);
      }
    }
    return true;
  }

  @Override
  public boolean publish(long rid) throws SQLException {
    if (!makePublic(rid)) {
      return false;
    }
    run("INSERT OR IGNORE INTO unsent(rid) VALUES(?)", rid);
    BlobRow row = blobs.byRid(rid);
    if (row != null && row.source() != 0 && blobs.isPrivate(row.source()) && blobs.isAvailable(rid)) {
      undelta(rid);
    }
    return true;
  }

  @Override
  public void demote(long rid) throws SQLException {
    run("UPDATE blob SET rcvid=0, size=-1, content=NULL WHERE rid=?", rid);
    run("DELETE FROM delta WHERE rid=?", rid);
    run("INSERT OR IGNORE INTO phantom(rid) VALUES(?)", rid);
  }

  /** Takes the private mark away; what was private is in no cluster yet. */
  boolean makePublic(long rid) throws SQLException {
    if (run("DELETE FROM private WHERE rid=?", rid) == 0) {
      return false;
    }
    run("INSERT OR IGNORE INTO unclustered(rid) VALUES(?)", rid);
    return true;
  }

  /** The rcvid of this transaction: one row for everything it stores, none when it stores nothing. */
  private long receiptId() throws SQLException {
    if (receiptId == 0) {
      receiptId = Receipts.enter(transaction.session(), from, now());
    }
    return receiptId;
  }

  @Override
  public void close() {
    form.close();
  }
}
