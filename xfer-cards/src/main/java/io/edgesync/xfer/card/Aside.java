package io.edgesync.xfer.card;

import java.io.IOException;
import java.io.InputStream;

/** Where bytes wait that come slowly, and are not to hold memory meanwhile. */
@FunctionalInterface
public interface Aside {

  /** Takes all of {@code bytes}, however long they take to come. */
  Waiting put(InputStream bytes) throws IOException;

  /** Bytes that were put aside; lost when it is closed. */
  interface Waiting extends AutoCloseable {
    long size();

    InputStream open();

    @Override
    void close();
  }
}
