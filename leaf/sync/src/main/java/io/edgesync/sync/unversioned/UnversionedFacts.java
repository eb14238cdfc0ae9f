package io.edgesync.sync.unversioned;

import io.edgesync.repository.unversioned.Standing;
import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one reply said about unversioned files.
 *
 * @param offers   lines of the server's catalogue
 * @param received names whose files came and were judged
 * @param tooLarge names whose files are larger than what is taken here
 * @param manner   whether the server takes files, as far as it said
 */
record UnversionedFacts(List<Offer> offers, Set<String> received, Set<String> tooLarge, Manner manner) {

  /** @param standing how ours stands against theirs */
  record Offer(String name, Instant mtime, @Nullable Hash hash, Standing standing) {}

  enum Manner {
    /** It said nothing: the catalogues are the same, or it was not asked. */
    SILENT, TAKES, ONLY_GIVES
  }
}
