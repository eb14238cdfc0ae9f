package io.edgesync.sync.send;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactStore.StoredVisitor;
import io.edgesync.sync.SyncClock;
import io.edgesync.xfer.card.CFileCard;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.card.PrivateCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.StoredForm;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The artifacts of a clone reply in order of their sequence numbers or names, a batch of them in memory at a time, and at the end
 * where to go on. An artifact that is too large for the peer is left out by name, and what is stored as a delta of it given whole. Source: {@code src/xfer.c, send_all_pending_clone…} of
 * the clone card in {@code page_xfer()}.
 */
final class CloneWalk implements AutoCloseable {

  /** Stored bytes taken from the repository at once: one transaction, and what the heap holds. */
  private static final long BATCH_BYTES = 1 << 20;
  private static final int BATCH_ARTIFACTS = 1000;

  private final ArtifactStore store;
  private final SendRules rules;
  private final SyncClock clock;
  private final int version;
  private final CloneCourse start;
  /** Where the first reading ended, null in the first reading. */
  private final @Nullable CloneCourse end;
  private final Consumer<BlockedPragma> onBlocked;
  private final Deque<Card> ready = new ArrayDeque<>();
  private final StoredVisitor batch = new StoredVisitor() {
    @Override
    public boolean visit(StoredArtifact artifact) {
      return take(artifact);
    }

    @Override
    public boolean tooLarge(RepositoryException.TooLarge artifact) {
      taken++;
      leaveOut(BlockedPragma.of(artifact, rules.artifactBytesLimit()));
      return wantsMore();
    }
  };
  private CloneCourse course;
  private boolean isDone;
  private long batchBytes;
  private long replyBytes;

  CloneWalk(ArtifactStore store, SendRules rules, SyncClock clock, int version, CloneCourse start,
      @Nullable CloneCourse end, Consumer<BlockedPragma> onBlocked) {
    this.store = store;
    this.rules = rules;
    this.clock = clock;
    this.version = version;
    this.start = start;
    this.end = end;
    this.onBlocked = onBlocked;
    this.course = start;
  }

  static boolean isArtifact(Card card) {
    return card instanceof FileCard || card instanceof CFileCard;
  }

  CloneCourse start() {
    return start;
  }

  CloneCourse end() {
    return course;
  }

  /** The next card, null after the last. */
  @Nullable
  Card next(long bytesSoFar) throws IOException {
    replyBytes = bytesSoFar;
    while (ready.isEmpty() && !isDone) {
      if (mayStop()) {
        isDone = true;
        ready.add(course.next());
      } else {
        batchBytes = 0;
        taken = 0;
        course = course.walk(store, rules, batch);
        failIfWrong();
      }
    }
    return ready.poll();
  }

  private int taken;
  private @Nullable IOException wrong;

  private boolean mayStop() {
    if (course.isAtEnd()) {
      return true;
    }
    if (end != null) {
      return course.equals(end);
    }
    return replyBytes >= rules.bytesMax() || clock.nanoTime() - rules.deadlineNanos() >= 0;
  }

  private boolean take(StoredArtifact artifact) {
    taken++;
    if (artifact.expandedBytes() > rules.artifactBytesLimit()) {
      artifact.content().close();
      leaveOut(new BlockedPragma(artifact.name(), artifact.expandedBytes(), rules.artifactBytesLimit()));
    } else {
      if (artifact.isPrivate()) {
        ready.add(new PrivateCard());
      }
      ready.add(version >= 3
          ? new CFileCard(artifact.name(), artifact.deltaSource(), artifact.expandedBytes(), artifact.content())
          : asFile(artifact));
      batchBytes += artifact.content().size();
    }
    return wantsMore();
  }

  private void leaveOut(BlockedPragma blocked) {
    onBlocked.accept(blocked);
    ready.addAll(rules.naming(blocked));
  }

  private boolean wantsMore() {
    return batchBytes < BATCH_BYTES && taken < BATCH_ARTIFACTS && replyBytes + batchBytes < rules.bytesMax();
  }

  /** Clone protocol 2: the same bytes without their compression. */
  private Card asFile(StoredArtifact artifact) {
    try (Content framed = artifact.content()) {
      byte[] inside = StoredForm.expand(framed.toArray(), (int) Math.min(Integer.MAX_VALUE - 8,
          2 * rules.artifactBytesLimit() + 1024));
      return new FileCard(artifact.name(), artifact.deltaSource(), Content.of(inside));
    } catch (IOException e) {
      wrong = e;
      return new FileCard(artifact.name(), null, Content.empty());
    }
  }

  private void failIfWrong() throws IOException {
    if (wrong != null) {
      throw wrong;
    }
  }

  @Override
  public void close() {
    ready.forEach(Card::close);
    ready.clear();
  }
}
