package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recently expanded contents, by name: a name means the same bytes in every state of the file, so nothing here can be stale. Bounded in
 * bytes; contents above a quarter of the bound are not kept. Thread-safe. Whoever takes an array out must not change it.
 */
final class ContentCache {

  private final long bytesMax;
  private final Map<Hash, byte[]> recent = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  ContentCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  synchronized byte @Nullable [] get(Hash name) {
    return recent.get(name);
  }

  synchronized void put(Hash name, byte[] content) {
    if (content.length > bytesMax / 4 || recent.containsKey(name)) {
      return;
    }
    recent.put(name, content);
    bytes += content.length;
    Iterator<byte[]> oldest = recent.values().iterator();
    while (bytes > bytesMax && oldest.hasNext()) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
  }

  synchronized void clear() {
    recent.clear();
    bytes = 0;
  }
}
