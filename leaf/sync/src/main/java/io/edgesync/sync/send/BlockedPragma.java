package io.edgesync.sync.send;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.PragmaCard;
import java.util.List;
import java.util.Optional;

/**
 * Says to one of our own peers that an artifact does not travel because of its size: {@code pragma edgesync-blocked HASH SIZE LIMIT}. The
 * receiver stops asking for it, or sending it, until one side changes.
 *
 * @param sizeBytes  size of the whole artifact, or 0 where it is not known
 * @param limitBytes what would have passed
 */
public record BlockedPragma(Hash name, long sizeBytes, long limitBytes) {

  private static final String PRAGMA = "edgesync-blocked";

  public static Optional<BlockedPragma> parse(PragmaCard card) {
    List<String> arguments = card.arguments();
    if (!card.name().equals(PRAGMA) || arguments.size() < 3 || !Hash.isHash(arguments.get(0))
        || !arguments.get(1).matches("[0-9]{1,18}") || !arguments.get(2).matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(new BlockedPragma(new Hash(arguments.get(0)), Long.parseLong(arguments.get(1)),
        Long.parseLong(arguments.get(2))));
  }

  public PragmaCard card() {
    return new PragmaCard(PRAGMA, List.of(name.hex(), Long.toString(sizeBytes), Long.toString(limitBytes)));
  }

  /** For a person, on either side. */
  public String text() {
    return "artifact " + name + (sizeBytes > 0 ? ": " + sizeBytes + " bytes exceed" : " exceeds") + " the limit of "
        + limitBytes
        + " bytes of one side: a daemon takes more with --artifact-max, and it or a command with a larger heap"
        + " (EDGESYNC_JAVA_OPTS=-Xmx1g)";
  }
}
