package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.Permissions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Subjects of late, found by the bytes of the wire, with who is interested in them; so that a message on a subject that was used before
 * costs no text and no look into the router. Direct-mapped: of two subjects that want the same place the later one has it. One thread.
 */
final class SubjectCache {
  private static final int SIZE_FIRST = 16;
  private static final int SIZE_MAX = 4096;
  /** Longer ones are not kept, so that the whole is bounded. */
  private static final int BYTES_MAX = 256;
  /** Room for entries that is asked for at once. */
  private static final int ROOM_STEP = 4096;
  private static final int ROOM_FIRST = 1024;
  private static final int ENTRY_BYTES = 200;
  private static final byte UNKNOWN = 0;
  private static final byte YES = 1;
  private static final byte NO = 2;

  /** A subject as bytes and as text with one char per byte. */
  static final class Entry {
    final byte[] bytes;
    final String text;
    private final int hash;
    private @Nullable Match match;
    /** What the permissions of the connection say, of which this is the cache. */
    private byte permitted;

    private Entry(byte[] bytes, int hash) {
      this.bytes = bytes;
      this.hash = hash;
      this.text = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private int cost() {
      return ENTRY_BYTES + 2 * bytes.length;
    }

    /** Whether the one user of this cache may publish to the subject. */
    boolean isPermitted(Permissions permissions) {
      if (permitted == UNKNOWN) {
        permitted = permissions.mayPublish(text) ? YES : NO;
      }
      return permitted == YES;
    }

    /** Whether the one link of this cache lets messages of the subject in. */
    boolean isPermitted(LinkPermissions permissions) {
      if (permitted == UNKNOWN) {
        permitted = permissions.mayBeSent(text) ? YES : NO;
      }
      return permitted == YES;
    }

    /** Who is interested, as of now. */
    Match match(Router router) {
      Match known = match;
      if (known == null || known.isStale()) {
        known = router.match(text);
        match = known.isSmall() ? known : null;
      }
      return known;
    }
  }

  private final Budget.Holding holding;
  private @Nullable Entry[] entries = new @Nullable Entry[SIZE_FIRST];
  private int displaced;
  private long bytes;
  /** What the holding knows of them, but for a first part that counts with the connection. */
  private long room = ROOM_FIRST;

  SubjectCache(Budget.Holding holding) {
    this.holding = holding;
  }

  /** Forgets everything, since the connection or its permissions are others now. */
  void clear() {
    entries = new @Nullable Entry[SIZE_FIRST];
    displaced = 0;
    bytes = 0;
  }

  /** The subject in {@code bytes[from, to)}. */
  Entry find(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    int place = spread(hash) & (entries.length - 1);
    Entry found = entries[place];
    if (found != null && found.hash == hash && Arrays.equals(found.bytes, 0, found.bytes.length, bytes, from, to)) {
      return found;
    }
    var fresh = new Entry(Arrays.copyOfRange(bytes, from, to), hash);
    if (to - from <= BYTES_MAX && hasRoom(fresh.cost() - (found == null ? 0 : found.cost()))) {
      entries[place] = fresh;
      if (found != null && ++displaced > entries.length && entries.length < SIZE_MAX) {
        grow();
      }
    }
    return fresh;
  }

  private boolean hasRoom(int more) {
    if (bytes + more > room) {
      if (!holding.admitsCache(ROOM_STEP)) {
        return false;
      }
      room += ROOM_STEP;
    }
    bytes += more;
    return true;
  }

  private void grow() {
    @Nullable
    Entry[] old = entries;
    entries = new @Nullable Entry[4 * old.length];
    displaced = 0;
    for (Entry entry : old) {
      if (entry != null) {
        entries[spread(entry.hash) & (entries.length - 1)] = entry;
      }
    }
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 16);
  }
}
