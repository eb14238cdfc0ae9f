package io.edgesync.agent.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By what a database and its journals show that they were written to; nothing is opened for it.
 *
 * @param isOld whether the last write was long enough ago that one after it cannot have the same time, however coarse the file system's clock is
 */
record FileStamp(List<Written> files, boolean isOld) {

  /** Never the same as any other. */
  static final FileStamp NONE = new FileStamp(List.of(), false);

  /** The coarsest clock of a file system counts in two seconds. */
  private static final Duration OLD = Duration.ofSeconds(3);

  /** One of the files. */
  record Written(@Nullable Object key, long bytes, Instant when) {}

  static FileStamp of(Path database) {
    List<Written> files = new ArrayList<>();
    Instant old = Instant.now().minus(OLD);
    boolean isOld = true;
    for (String suffix : new String[]{"", "-journal", "-wal"}) {
      try {
        BasicFileAttributes now = Files.readAttributes(Path.of(database + suffix), BasicFileAttributes.class);
        Instant when = now.lastModifiedTime().toInstant();
        files.add(new Written(now.fileKey(), now.size(), when));
        isOld &= when.isBefore(old);
      } catch (IOException gone) {
        files.add(new Written(null, -1, Instant.EPOCH));
      }
    }
    return new FileStamp(files, isOld);
  }

  /** Whether nothing was written between an earlier stamp and this one. */
  boolean isAs(FileStamp before) {
    return before.isOld && files.equals(before.files);
  }
}
