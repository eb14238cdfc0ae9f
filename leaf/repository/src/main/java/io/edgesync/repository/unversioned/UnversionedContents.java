package io.edgesync.repository.unversioned;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.FramingException;
import io.edgesync.xfer.envelope.StoredForm;
import java.time.Duration;
import java.util.Optional;

/** Contents of unversioned files, one at a time, charged to the memory budget before they are read. */
record UnversionedContents(RepositoryDatabase database, RepositoryOptions options) {

  private static final Duration BUDGET_PATIENCE = Duration.ofSeconds(20);

  /** See {@link UnversionedFiles#load}. */
  Optional<Content> load(String name) {
    UnversionedFile file = database.read(session -> new UnversionedTable(session).find(name));
    Hash hash = file == null ? null : file.hash();
    if (file == null || hash == null || !file.isHeld()) {
      return Optional.empty();
    }
    if (file.sizeBytes() < 0) {
      throw new RepositoryException.Corrupt(subject(name), "its size is " + file.sizeBytes(), null);
    }
    requireSize(hash, file.sizeBytes());
    long storedBytes = database.read(session -> new UnversionedTable(session).storedBytes(name));
    MemoryBudget.Charge charge = acquire(hash, file.sizeBytes() + storedBytes);
    boolean kept = false;
    try {
      UnversionedTable.Stored stored = database.read(session -> new UnversionedTable(session).stored(name));
      if (stored == null || !stored.file().equals(file)) {
        // It was replaced in between.
        charge.close();
        return load(name);
      }
      byte[] content = expand(stored, hash);
      charge.shrinkTo(content.length);
      kept = true;
      return Optional.of(Content.of(content, charge));
    } finally {
      if (!kept) {
        charge.close();
      }
    }
  }

  private static byte[] expand(UnversionedTable.Stored stored, Hash hash) {
    UnversionedFile file = stored.file();
    byte[] bytes = stored.bytes() == null ? new byte[0] : stored.bytes();
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      byte[] content = stored.encoding() == UnversionedTable.COMPRESSED
          ? StoredForm.expand(bytes, Math.toIntExact(file.sizeBytes()))
          : bytes;
      if (content.length != file.sizeBytes()) {
        throw new RepositoryException.Corrupt(subject(file.name()),
            "expected " + file.sizeBytes() + " bytes, found " + content.length, null);
      }
      Hash actual = hasher.hash(hash.algorithm(), content);
      if (!actual.equals(hash)) {
        throw new RepositoryException.Corrupt(subject(file.name()),
            "expected content of hash " + hash + ", found content of " + actual, null);
      }
      return content;
    } catch (FramingException e) {
      throw new RepositoryException.Corrupt(subject(file.name()), String.valueOf(e.getMessage()), e);
    }
  }

  static String subject(String name) {
    return "unversioned file \"" + name + '"';
  }

  void requireSize(Hash hash, long bytes) {
    long limit = Math.min(options.artifactBytesMax(), Integer.MAX_VALUE - 16);
    if (bytes > limit) {
      throw new RepositoryException.TooLarge(hash, bytes, limit);
    }
  }

  private MemoryBudget.Charge acquire(Hash hash, long bytes) {
    try {
      return options.budget().acquire(bytes, BUDGET_PATIENCE);
    } catch (MemoryBudget.ExhaustedException e) {
      throw new RepositoryException.OutOfBudget(hash, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RepositoryException.Closed(database.file(), "interrupted while waiting for memory");
    }
  }
}
