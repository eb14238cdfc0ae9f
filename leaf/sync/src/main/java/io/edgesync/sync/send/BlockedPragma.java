package io.edgesync.sync.send;

import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.PragmaCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says to one of our own peers that an artifact does not travel because of its size: {@code pragma edgesync-blocked HASH SIZE LIMIT}, or
 * {@code HASH 0 BUDGET memory}. The receiver stops asking for it, or sending it, until one side changes.
 *
 * @param sizeBytes  size of the whole artifact, or 0 where it is not known, or is not what stops it
 * @param limitBytes what would have passed
 * @param isMemory   whether what stops it is not its own size: it hangs on a larger one, for which the memory of who has it does not suffice
 */
public record BlockedPragma(Hash name, long sizeBytes, long limitBytes, boolean isMemory) {

  private static final String PRAGMA = "edgesync-blocked";
  private static final String MEMORY = "memory";

  public BlockedPragma(Hash name, long sizeBytes, long limitBytes) {
    this(name, sizeBytes, limitBytes, false);
  }

  /** What cannot be read here, where the peer takes at most {@code peerBytesMax}. */
  static BlockedPragma of(RepositoryException.TooLarge unread, long peerBytesMax) {
    return unread.sizeBytes() == 0
        ? new BlockedPragma(unread.name(), 0, unread.limitBytes(), true)
        : new BlockedPragma(unread.name(), unread.sizeBytes(), Math.min(peerBytesMax, unread.limitBytes()));
  }

  public static Optional<BlockedPragma> parse(PragmaCard card) {
    List<String> arguments = card.arguments();
    if (!card.name().equals(PRAGMA) || arguments.size() < 3 || !Hash.isHash(arguments.get(0))
        || !arguments.get(1).matches("[0-9]{1,18}") || !arguments.get(2).matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(new BlockedPragma(new Hash(arguments.get(0)), Long.parseLong(arguments.get(1)),
        Long.parseLong(arguments.get(2)), arguments.size() > 3 && arguments.get(3).equals(MEMORY)));
  }

  public PragmaCard card() {
    List<String> arguments = new ArrayList<>(
        List.of(name.hex(), Long.toString(sizeBytes), Long.toString(limitBytes)));
    if (isMemory) {
      arguments.add(MEMORY);
    }
    return new PragmaCard(PRAGMA, arguments);
  }

  /** Whether it is the asker's limit that stops it, who takes {@code artifactBytesMax}. */
  public boolean isForAskers(long artifactBytesMax) {
    return !isMemory && limitBytes >= artifactBytesMax;
  }

  /** Whether it is the holder's limit that stops it, who takes {@code artifactBytesMax}. */
  public boolean isForHolders(long artifactBytesMax) {
    return isMemory || limitBytes >= artifactBytesMax;
  }

  /** For a person, on either side. */
  public String text() {
    return "artifact " + name + ": " + reason();
  }

  /** As {@link #text}, of an artifact that was named before. */
  public String reason() {
    if (isMemory) {
      return "stored as a delta of a larger one, it takes more than the memory of " + limitBytes
          + " bytes for content of the side that has it: that one takes a larger heap (EDGESYNC_JAVA_OPTS=-Xmx1g)";
    }
    return (sizeBytes > 0 ? sizeBytes + " bytes exceed" : "exceeds") + " the limit of " + limitBytes
        + " bytes of one side: a daemon takes more with --artifact-max, and it or a command with a larger heap"
        + " (EDGESYNC_JAVA_OPTS=-Xmx1g)";
  }
}
