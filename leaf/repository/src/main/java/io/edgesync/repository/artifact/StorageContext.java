package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;

/** What everything in this package shares for one open repository. */
record StorageContext(RepositoryDatabase database, RepositoryOptions options, ContentCache cache,
    AvailableRids available) {

  private static final long CACHE_BYTES_MAX = 16L << 20;

  static StorageContext of(RepositoryDatabase database, RepositoryOptions options) {
    StorageContext context = new StorageContext(database, options,
        new ContentCache(Math.min(CACHE_BYTES_MAX, options.budget().totalBytes() / 16)),
        new AvailableRids(options.artifactBytesMax()));
    database.onForeignWrite(() -> {
      context.cache.clear();
      context.available.clear();
    });
    database.onIdle(context.cache::clear);
    return context;
  }

  Blobs blobs(SqlSession session) {
    return new Blobs(session, available, options);
  }

  int artifactBytesMax() {
    return (int) Math.min(options.artifactBytesMax(), Integer.MAX_VALUE - 16);
  }
}
