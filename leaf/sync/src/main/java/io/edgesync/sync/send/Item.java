package io.edgesync.sync.send;

import io.edgesync.repository.artifact.NameRange;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.Card;
import java.util.List;

/** One thing to say. */
public sealed interface Item {

  /** A card without payload, as it is. */
  record One(Card card) implements Item {}

  /** {@code igot} for each name. */
  record Igots(List<Hash> names) implements Item {
    public Igots {
      names = List.copyOf(names);
    }
  }

  /** {@code igot HASH 1} for each name. */
  record PrivateIgots(List<Hash> names) implements Item {
    public PrivateIgots {
      names = List.copyOf(names);
    }
  }

  /** {@code gimme} for each name. */
  record Gimmes(List<Hash> names) implements Item {
    public Gimmes {
      names = List.copyOf(names);
    }
  }

  /** The artifact, in the form that the rules choose. */
  record Artifact(Hash name) implements Item {}

  /**
   * Artifacts in stored form from a sequence number on, then {@code clone_seqno}.
   *
   * @param version 2 for {@code file} cards, 3 and above for {@code cfile}
   */
  record CloneRange(int version, int fromSequence) implements Item {}

  /** Public artifacts in stored form in the order of their names, then {@link PartPragma}. */
  record ClonePart(NameRange range) implements Item {}

  /** Cards that are made when the message has come to them. */
  record Deferred(Later later) implements Item {}
}
