package io.edgesync.repository.artifact;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.database.Columns;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import io.edgesync.repository.database.Transaction;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.Content;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The artifacts of a Fossil repository. Callable from any thread. */
public final class SqliteArtifactStore implements ArtifactStore, LocalStore {

  private static final Provenance NOBODY = new Provenance(null, null, null);

  private final StorageContext context;
  private final Loader loader;
  private final NameLists names;
  private final Crosslinking received;
  private final Crosslinking local;
  private final ProjectCode projectCode;
  private final String serverCode;

  /**
   * Uses {@code database} without owning it.
   *
   * @param received crosslinks what a peer sent
   * @param local    crosslinks what is made here
   */
  public SqliteArtifactStore(RepositoryDatabase database, RepositoryOptions options, ProjectCode projectCode,
      String serverCode,
      Crosslinking received, Crosslinking local) {
    this.context = StorageContext.of(database, options);
    this.loader = Loader.inTurn(context);
    this.names = new NameLists(context);
    this.projectCode = projectCode;
    this.serverCode = serverCode;
    this.received = received;
    this.local = local;
  }

  @Override
  public ProjectCode projectCode() {
    return projectCode;
  }

  @Override
  public String serverCode() {
    return serverCode;
  }

  @Override
  public Known lookup(Hash name) {
    return context.database().read(session -> context.blobs(session).known(name));
  }

  @Override
  public List<Known> lookupAll(List<Hash> names) {
    return context.database().read(session -> {
      Blobs blobs = context.blobs(session);
      List<Known> known = new ArrayList<>(names.size());
      for (Hash name : names) {
        known.add(blobs.known(name));
      }
      return known;
    });
  }

  @Override
  public Optional<Content> load(Hash name) {
    return loader.load(name);
  }

  @Override
  public List<Optional<Content>> loadSmall(List<Hash> names, int bytesMax) {
    return loader.loadSmall(names, bytesMax);
  }

  @Override
  public Optional<StoredArtifact> loadStored(Hash name, long sourceBytesMax) {
    return loader.loadStored(name, given(sourceBytesMax));
  }

  @Override
  public int walkStored(int fromSequence, boolean includePrivate, long sourceBytesMax, StoredVisitor visitor) {
    return new StoredWalk(context, loader, given(sourceBytesMax)).walk(fromSequence, includePrivate, visitor);
  }

  @Override
  public @Nullable String walkStored(String from, @Nullable String before, long sourceBytesMax,
      StoredVisitor visitor) {
    return new StoredWalk(context, loader, given(sourceBytesMax)).walk(from, before, visitor);
  }

  /** What exceeds our own limit is given to nobody. */
  private long given(long sourceBytesMax) {
    return Math.min(sourceBytesMax, context.artifactBytesMax());
  }

  @Override
  public List<Hash> phantoms(int max, boolean includePrivate) {
    return names.phantoms(max, includePrivate);
  }

  @Override
  public List<Hash> unclustered() {
    return names.held("unclustered", NameLists.NOT_SHUNNED + NameLists.NOT_PRIVATE);
  }

  @Override
  public List<Hash> clusters() {
    return names.held("(SELECT rid FROM tagxref WHERE tagid=" + TagId.CLUSTER + " EXCEPT SELECT rid FROM unclustered)",
        NameLists.NOT_SHUNNED + NameLists.NOT_PRIVATE);
  }

  @Override
  public List<Hash> unsent() {
    return names.held("unsent", NameLists.NOT_SHUNNED + NameLists.NOT_PRIVATE);
  }

  @Override
  public void clearUnsent(Collection<Hash> sent) {
    if (sent.isEmpty()) {
      return;
    }
    context.database().write(transaction -> {
      for (Hash name : sent) {
        transaction.session().update("DELETE FROM unsent WHERE rid=(SELECT rid FROM blob WHERE uuid=?)", name.hex());
      }
      return null;
    });
  }

  @Override
  public List<Hash> privateNames() {
    return names.held("private", NameLists.NOT_SHUNNED);
  }

  @Override
  public void forEachName(Consumer<Hash> consumer) {
    names.forEachPublic("", null, consumer);
  }

  @Override
  public void forEachName(String from, @Nullable String before, Consumer<Hash> consumer) {
    names.forEachPublic(from, before, consumer);
  }

  @Override
  public void forEachName(Collection<String> prefixes, Consumer<Hash> consumer) {
    names.forEachPublic(prefixes, consumer);
  }

  @Override
  public Optional<Hash> deltaParent(Hash name) {
    return Optional.ofNullable(context.database().read(session -> deltaParent(session, name)));
  }

  private @Nullable Hash deltaParent(SqlSession session, Hash name) throws SQLException {
    Blobs blobs = context.blobs(session);
    BlobRow row = blobs.byName(name);
    if (row == null || row.isPhantom()) {
      return null;
    }
    long parent = session.number(0, "SELECT pid FROM plink WHERE cid=? AND pid NOT IN (SELECT rid FROM phantom)"
        + " ORDER BY isprim DESC LIMIT 1", row.rid());
    if (parent <= 0) {
      parent = session.number(0, "SELECT m.pid FROM mlink m JOIN event e ON e.objid=m.mid WHERE m.fid=? AND m.pid>0"
          + " AND m.pid NOT IN (SELECT rid FROM phantom) ORDER BY e.mtime LIMIT 1", row.rid());
    }
    BlobRow source = parent <= 0 || parent == row.rid() ? null : blobs.byRid(parent);
    if (source == null || !blobs.isAvailable(source.rid()) || blobs.isShunned(source.name())) {
      return null;
    }
    return blobs.isPrivate(source.rid()) && !blobs.isPrivate(row.rid()) ? null : source.name();
  }

  @Override
  public int makeClusters() {
    return new Clusters(this, names).make();
  }

  @Override
  public boolean hasReceived(String nonce) {
    return context.database().read(session -> session.any("SELECT 1 FROM rcvfrom WHERE nonce=?", nonce));
  }

  @Override
  public ArtifactWriter receive(Provenance from) {
    return new SqliteArtifactWriter(context, received, from);
  }

  @Override
  public List<Hash> namesFor(List<byte[]> contents) {
    HashPolicy policy = context.database().read(HashPolicy::read);
    HashAlgorithm primary = policy.primary();
    List<Hash> names = hashes(primary, contents);
    if (!policy.reusesOtherName()) {
      return names;
    }
    List<Hash> others = hashes(primary == HashAlgorithm.SHA1 ? HashAlgorithm.SHA3_256 : HashAlgorithm.SHA1, contents);
    List<Known> known = lookupAll(others);
    List<Hash> chosen = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      chosen.add(known.get(i).presence() == Presence.ABSENT ? names.get(i) : others.get(i));
    }
    return chosen;
  }

  private static List<Hash> hashes(HashAlgorithm algorithm, List<byte[]> contents) {
    Hash[] names = new Hash[contents.size()];
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      for (int i = 0; i < names.length; i++) {
        int index = i;
        byte[] content = contents.get(i);
        hasher.submit(algorithm, content, 0, content.length, name -> names[index] = name);
      }
      hasher.drain();
    }
    return List.of(names);
  }

  @Override
  public void store(Provenance from, List<NewArtifact> artifacts, Guard guard) {
    for (NewArtifact artifact : artifacts) {
      if (artifact.content().length > context.artifactBytesMax()) {
        throw new RepositoryException.TooLarge(artifact.name(), artifact.content().length, context.artifactBytesMax());
      }
    }
    new LocalStorage(context, local, from).store(artifacts, guard);
  }

  /** What is done with rows inside a transaction. */
  @FunctionalInterface
  public interface Operation<T> {
    T run(Transaction transaction, ArtifactRows rows) throws SQLException;
  }

  /**
   * Runs {@code operation} in a write transaction of its own. It may remove artifacts: what is remembered of rows is forgotten afterwards, and
   * whoever watches the repository looks at it anew.
   */
  public <T> T operate(Operation<T> operation) {
    try {
      return context.database().write(transaction -> {
        try (TransactionArtifacts rows = new TransactionArtifacts(context, transaction, NOBODY)) {
          return operation.run(transaction, rows);
        }
      });
    } finally {
      context.database().forgetWhatWasSeen();
    }
  }

  /** Whether the content of {@code rid} can be had, inside a transaction of the caller; see {@link ArtifactAccess#isAvailable}. */
  public boolean isAvailable(SqlSession session, long rid) throws SQLException {
    return context.blobs(session).isAvailable(rid);
  }

  /** Rids whose delta chain ends in a phantom, inside a transaction of the caller. */
  public BitSet dangling(SqlSession session) throws SQLException {
    return NameLists.dangling(session);
  }

  /** The held public artifacts among rows of {@code session}'s read transaction; see {@code Changes}. */
  public List<Hash> available(SqlSession session, List<Long> rids) throws SQLException {
    Blobs blobs = context.blobs(session);
    List<Hash> held = new ArrayList<>();
    for (long rid : rids) {
      try (ResultSet row = session.bind("SELECT b.uuid FROM blob b WHERE b.rid=? AND b.size>=0" + NameLists.NOT_SHUNNED
          + NameLists.NOT_PRIVATE, rid).executeQuery()) {
        if (row.next()) {
          Hash name = Columns.name(row, 1);
          if (blobs.isAvailable(rid) && !blobs.isRefusedByPolicy(name)) {
            held.add(name);
          }
        }
      }
    }
    return held;
  }
}
