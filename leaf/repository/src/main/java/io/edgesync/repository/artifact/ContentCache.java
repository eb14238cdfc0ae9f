package io.edgesync.repository.artifact;

import io.edgesync.xfer.artifact.Hash;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Expanded contents, by name: a name means the same bytes in every state of the file, so nothing here can be stale. Half of the bound is for
 * what was asked for lately, the other half for steps on the way to it, so that reading many versions one after the other does not drive out
 * the steps that make the next ones cheap. Contents above a quarter of a half are not kept. Thread-safe. Whoever takes an array out must not
 * change it.
 */
final class ContentCache {

  /** One half: the least recently used go first. */
  private static final class Half {
    private final Map<Hash, byte[]> contents = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    void put(Hash name, byte[] content, long bytesMax) {
      if (content.length > bytesMax / 4 || contents.containsKey(name)) {
        return;
      }
      contents.put(name, content);
      bytes += content.length;
      Iterator<byte[]> oldest = contents.values().iterator();
      while (bytes > bytesMax && oldest.hasNext()) {
        bytes -= oldest.next().length;
        oldest.remove();
      }
    }

    void clear() {
      contents.clear();
      bytes = 0;
    }
  }

  private final long halfBytesMax;
  private final Half asked = new Half();
  private final Half steps = new Half();

  ContentCache(long bytesMax) {
    this.halfBytesMax = bytesMax / 2;
  }

  /** How many bytes of steps there is room for. */
  long stepBytesMax() {
    return halfBytesMax;
  }

  synchronized byte @Nullable [] get(Hash name) {
    byte[] content = asked.contents.get(name);
    return content != null ? content : steps.contents.get(name);
  }

  synchronized void put(Hash name, byte[] content) {
    if (!steps.contents.containsKey(name)) {
      asked.put(name, content, halfBytesMax);
    }
  }

  /** Keeps a content from which others can be had. */
  synchronized void putStep(Hash name, byte[] content) {
    steps.put(name, content, halfBytesMax);
  }

  synchronized long bytes() {
    return asked.bytes + steps.bytes;
  }

  synchronized void clear() {
    asked.clear();
    steps.clear();
  }
}
