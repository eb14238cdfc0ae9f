package io.edgesync.mesh.broker;

import java.util.ArrayList;
import java.util.List;

/** The queue groups that a leafnode message names. Most name the same as the one before, which then costs nothing. One thread. */
final class QueueList {
  private static final byte[] NOTHING = new byte[0];
  /** About what a text costs beside its bytes. */
  private static final int TEXT_BYTES = 64;

  private byte[] bytes = NOTHING;
  private List<String> names = List.of();

  /** Arguments {@code first} up to {@code behindLast}, of which there is one at least. */
  List<String> of(ControlLine line, int first, int behindLast) {
    if (names.isEmpty() || !line.isCopy(bytes, first, behindLast)) {
      var read = new ArrayList<String>(behindLast - first);
      for (int i = first; i < behindLast; i++) {
        read.add(line.text(i));
      }
      bytes = line.copy(first, behindLast);
      names = List.copyOf(read);
    }
    return names;
  }

  /** Forgets them where they are many. */
  void rest() {
    if (bytes.length > Publication.KEPT_BYTES_MAX) {
      bytes = NOTHING;
      names = List.of();
    }
  }

  /** About what they take, as bytes and as texts. */
  long bytesHeld() {
    return 2L * bytes.length + (long) TEXT_BYTES * names.size();
  }
}
