package io.edgesync.repository.rebuild;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An expanded artifact: the first {@link #length} bytes of an array that serves another artifact when the last holder has released it.
 * Whoever makes it is its first holder.
 */
final class Expansion {

  private final byte[] array;
  private final int length;
  private final ContentArrays home;
  private final AtomicInteger holders = new AtomicInteger(1);

  Expansion(byte[] array, int length, ContentArrays home) {
    this.array = array;
    this.length = length;
    this.home = home;
  }

  /** May be longer than the content; never changed while anybody holds this. */
  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  /** The content in an array of its length. */
  byte[] exact() {
    return array.length == length ? array : Arrays.copyOf(array, length);
  }

  /** One more has to release it. */
  void hold() {
    holders.incrementAndGet();
  }

  /** Once for each holder, on any thread; the array is no longer that holder's to read. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      home.giveBack(array);
    }
  }
}
