package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactWriter.Reason;
import io.edgesync.repository.artifact.ArtifactWriter.Refusal;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts prepared artifacts into the repository, inside one transaction: each is stored, crosslinked, and followed by the dangling deltas that
 * it makes whole, once their hashes have been checked.
 */
final class Storing {

  private final TransactionArtifacts rows;
  private final Crosslinking.Batch links;
  private final StorageContext context;
  private final List<Hash> stored = new ArrayList<>();
  private final List<Hash> storedPrivately = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  /** What was found of waiting deltas before this transaction, by rid. */
  private final Map<Long, DanglingCheck.Verdict> verdicts;
  private int dangling;

  Storing(StorageContext context, TransactionArtifacts rows, Crosslinking.Batch links,
      Map<Long, DanglingCheck.Verdict> verdicts) {
    this.context = context;
    this.rows = rows;
    this.links = links;
    this.verdicts = verdicts;
  }

  List<Hash> stored() {
    return stored;
  }

  List<Hash> storedPrivately() {
    return storedPrivately;
  }

  List<Refusal> refusals() {
    return refusals;
  }

  int dangling() {
    return dangling;
  }

  /** Returns the rid, 0 where it was refused. */
  long store(PreparedArtifact artifact) throws SQLException {
    Blobs blobs = rows.blobs();
    if (rows.refusedByPolicy(artifact.name())) {
      refuse(artifact.name(), Reason.HASH_POLICY, "has a SHA1 name, which the hash-policy of this repository shuns");
      return 0;
    }
    BlobRow before = blobs.byName(artifact.name());
    if (before != null && !before.isPhantom() && blobs.isAvailable(before.rid())) {
      // Only its content proves that the sender holds it, too.
      if (!artifact.isPrivate() && artifact.content() != null && rows.makePublic(before.rid())) {
        stored.add(artifact.name());
      }
      return before.rid();
    }
    byte[] content = artifact.content();
    return content == null ? storeDangling(artifact, before) : storeWhole(artifact, before, content);
  }

  /** What waits for its source becomes whole before that comes, and all that hangs on it. */
  void storeEarly(DanglingCheck.Early early) throws SQLException {
    BlobRow row = early.row();
    if (row.equals(rows.blobs().byRid(row.rid())) && !rows.blobs().isAvailable(row.rid())) {
      rows.undelta(row.rid(), early.content());
      becameAvailable(row.rid(), row.name(), early.content(), rows.isPrivate(row.rid()));
      wholeNow(row.rid());
    }
  }

  private void refuse(Hash name, Reason reason, String observation) {
    refusals.add(new Refusal(name, reason, observation));
  }

  private long storeWhole(PreparedArtifact artifact, @Nullable BlobRow before, byte[] content) throws SQLException {
    long rid = rows.put(mayStayDelta(artifact) ? artifact : asFullText(artifact, content), before);
    becameAvailable(rid, artifact.name(), content, artifact.isPrivate());
    if (before != null) {
      wholeNow(rid);
    }
    return rid;
  }

  /**
   * Whether the source is still there, and no public artifact would hang on a private one. The chain of what is available does not pass through
   * what is not, so it makes no circle.
   */
  private boolean mayStayDelta(PreparedArtifact artifact) throws SQLException {
    Hash source = artifact.deltaSource();
    if (source == null) {
      return true;
    }
    long sourceRid = rows.blobs().ridOf(source);
    return sourceRid != 0 && rows.blobs().isAvailable(sourceRid)
        && (artifact.isPrivate() || !rows.blobs().isPrivate(sourceRid));
  }

  private static PreparedArtifact asFullText(PreparedArtifact artifact, byte[] content) {
    return new PreparedArtifact(artifact.name(), null, StoredForm.compress(content), content.length, content,
        artifact.isPrivate());
  }

  private void becameAvailable(long rid, Hash name, byte[] content, boolean isPrivate) throws SQLException {
    (isPrivate ? storedPrivately : stored).add(name);
    links.artifactAvailable(rid, content);
  }

  private long storeDangling(PreparedArtifact artifact, @Nullable BlobRow before) throws SQLException {
    if (before != null && !before.isPhantom()) {
      return before.rid();
    }
    Hash source = artifact.deltaSource();
    long sourceRid = source == null ? 0 : rows.ridFor(source, true, artifact.isPrivate());
    if (sourceRid == 0) {
      refuse(artifact.name(), Reason.SHUNNED, "is a delta on " + source + ", which must not become known here");
      return 0;
    }
    if (before != null && rows.blobs().chainPasses(sourceRid, before.rid())) {
      // Others have stored the two the other way round; that one was never verified, and is asked for again.
      rows.demote(sourceRid);
    }
    long rid = rows.put(artifact, before);
    if (rows.blobs().isAvailable(sourceRid)) {
      // The source came between preparing and storing.
      check(rid);
    } else {
      dangling++;
    }
    return rid;
  }

  /** Content came for {@code rid}: so it came for every delta on it. Source: {@code src/content.c, after_dephantomize()}. */
  private void wholeNow(long rid) throws SQLException {
    // In depth first: what a delta applies to is in memory still.
    Deque<Long> toCheck = new ArrayDeque<>();
    deltasOn(rid).reversed().forEach(toCheck::push);
    while (!toCheck.isEmpty()) {
      long delta = toCheck.pop();
      if (checkOne(delta)) {
        deltasOn(delta).reversed().forEach(toCheck::push);
      }
    }
  }

  private void check(long rid) throws SQLException {
    if (checkOne(rid)) {
      wholeNow(rid);
    }
  }

  private List<Long> deltasOn(long rid) throws SQLException {
    List<Long> deltas = new ArrayList<>();
    try (ResultSet row = rows.blobs().session().bind("SELECT rid FROM delta WHERE srcid=? ORDER BY rid", rid)
        .executeQuery()) {
      while (row.next()) {
        deltas.add(row.getLong(1));
      }
    }
    return deltas;
  }

  /** Verifies a delta that can be expanded now; what is wrong becomes a phantom again, as if it had never come. */
  private boolean checkOne(long rid) throws SQLException {
    BlobRow row = rows.blobs().byRid(rid);
    if (row == null || row.isPhantom()) {
      return false;
    }
    if (row.sizeBytes() == 0) {
      // Stock's rebuild leaves that in the row of what it cannot expand.
      rows.measure(row);
    }
    byte[] content = expandOrNull(row);
    if (content == null) {
      rows.demote(rid);
      context.available().clear();
      return false;
    }
    boolean isPrivate = rows.isPrivate(rid);
    if (!isPrivate && rows.isPrivate(row.source())) {
      rows.undelta(rid, content);
    }
    becameAvailable(rid, row.name(), content, isPrivate);
    return true;
  }

  private byte @Nullable [] expandOrNull(BlobRow row) throws SQLException {
    DanglingCheck.Verdict verdict = verdicts.get(row.rid());
    if (verdict != null && verdict.row().equals(row)) {
      return expandOrNull(row, verdict);
    }
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      byte[] content = rows.expand(row.rid());
      if (content == null) {
        refuse(row.name(), Reason.MALFORMED, "its delta chain has no end");
        return null;
      }
      Hash actual = hasher.hash(row.name().algorithm(), content);
      if (actual.equals(row.name())) {
        return content;
      }
      context.cache().clear();
      refuse(row.name(), Reason.WRONG_HASH, "expected content of that hash, got content of " + actual);
    } catch (RepositoryException.Corrupt e) {
      refuse(row.name(), Reason.MALFORMED, observation(row.name(), e));
    } catch (RepositoryException.TooLarge e) {
      refuse(row.name(), Reason.TOO_LARGE, observation(row.name(), e));
    }
    return null;
  }

  /** What it says of this artifact, or of another one that it hangs on. */
  private static String observation(Hash name, RepositoryException failure) {
    return String.valueOf(failure.getMessage()).replace("artifact " + name + ": ", "");
  }

  private byte @Nullable [] expandOrNull(BlobRow row, DanglingCheck.Verdict verdict) throws SQLException {
    Reason reason = verdict.reason();
    if (reason == null) {
      return rows.expand(row.rid());
    }
    refuse(row.name(), reason, verdict.text());
    return null;
  }
}
