package io.edgesync.sync.send;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.ArtifactStore.StoredVisitor;
import io.edgesync.repository.artifact.NameRange;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CloneSeqnoCard;

/** Where a walk over what is cloned stands, and how it goes on. */
sealed interface CloneCourse {

  boolean isAtEnd();

  /** Visits what comes next; returns where the walk stands then. */
  CloneCourse walk(ArtifactStore store, SendRules rules, StoredVisitor visitor);

  /** Tells the asker where to go on. */
  Card next();

  /** In the order of arrival, that of the clone protocol. {@code sequence} is 0 at the end. */
  record BySequence(int sequence) implements CloneCourse {
    @Override
    public boolean isAtEnd() {
      return sequence == 0;
    }

    @Override
    public CloneCourse walk(ArtifactStore store, SendRules rules, StoredVisitor visitor) {
      return new BySequence(store.walkStored(sequence, rules.privateToo(), rules.artifactBytesLimit(), visitor));
    }

    @Override
    public Card next() {
      return new CloneSeqnoCard(sequence);
    }
  }

  /** Public ones in the order of their names. {@code from} is {@code before} at the end. */
  record ByName(String from, String before) implements CloneCourse {
    static ByName of(NameRange range) {
      return new ByName(range.from(), range.before());
    }

    @Override
    public boolean isAtEnd() {
      return from.equals(before);
    }

    @Override
    public CloneCourse walk(ArtifactStore store, SendRules rules, StoredVisitor visitor) {
      String next = store.walkStored(from, before, rules.artifactBytesLimit(), visitor);
      return new ByName(next == null || next.compareTo(before) >= 0 ? before : next, before);
    }

    @Override
    public Card next() {
      return PartPragma.next(from, before);
    }
  }
}
