package io.edgesync.repository.artifact;

import io.edgesync.repository.RepositoryException;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.MemoryBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Contents that transactions are going to ask for, expanded before them; as many as there is room for. */
final class ExpectedContents implements AutoCloseable {

  private static final long BYTES_MAX = 8 << 20;

  private final Map<Hash, byte[]> contents = new HashMap<>();
  private final List<MemoryBudget.Charge> charges = new ArrayList<>();
  private long bytes;

  /** Those of {@code names} that are held. */
  ExpectedContents(StorageContext context, Collection<Hash> names) {
    if (names.size() > 1) {
      Loader loader = new Loader(context);
      try {
        new SharedChains(context).expand(names, (name, content, length) -> {
          if (bytes + length <= BYTES_MAX) {
            charges.add(loader.acquire(name, length));
            contents.put(name, Arrays.copyOf(content, length));
            bytes += length;
          }
        });
      } catch (RepositoryException.OutOfBudget | RepositoryException.TooLarge | RepositoryException.Corrupt e) {
        // Whether it is needed at all is seen in the transaction.
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  byte @Nullable [] get(Hash name) {
    return contents.get(name);
  }

  @Override
  public void close() {
    charges.forEach(MemoryBudget.Charge::close);
    charges.clear();
    contents.clear();
  }
}
