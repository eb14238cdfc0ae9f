package io.edgesync.mesh.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into protocol lines and the messages that some lines announce. Bytes are gathered in a window that exists while
 * there is something half read; lines and small payloads are handled where they lie, a large payload is read into arrays that grow with
 * what comes, up to its exact size, and are then passed on by reference. A payload that is for nobody is passed over where it has come whole.
 *
 * <p>A line is bounded by the receiver while it grows; a payload was bounded by whoever called {@link #expect}, before anything is allocated for it.
 * One thread at a time.
 */
final class WireParser {

  /** What becomes of the parts. */
  interface Receiver {
    /** Most bytes that the arguments of a line may have. */
    int argumentBytesMax();

    /** No more is wanted: the connection ends, or something has to be known first. */
    boolean isHalted();

    /**
     * Handles one line.
     *
     * @param window holds it
     * @param from   first byte of the line
     * @param end    behind its last byte, the line end left out
     */
    void onLine(byte[] window, int from, int end);

    /**
     * A line has begun whose end is not there yet; called once for each time that some of it comes. It may be made shorter by moving
     * its beginning up.
     *
     * @return where it begins now
     */
    int onPartialLine(byte[] window, int from, int to);

    /** A message is complete. It may be changed after this returns, but for what {@link Publication} calls owned. */
    void onPublication(Publication publication);

    /** A payload is not followed by a line end. */
    void onUnendedPayload();
  }

  /** Payloads with their line end up to this size wait in the window, larger ones get arrays of their own. */
  private static final int WINDOW_PAYLOAD_MAX = 16 * 1024;
  private static final int WINDOW_FIRST = 4 * 1024;
  private static final int WINDOW_USUAL = 32 * 1024;
  /** Room for the operation, blanks and the line end beside the arguments. */
  static final int LINE_SLACK = 64;
  /** Where payloads of at least this size are for nobody, lines are looked for in portions of that size, so that most of a payload is never copied. */
  private static final int UNREAD_MIN = 512;
  /** Arrays of large messages grow by this factor at least: most of 1 MiB is copied once. */
  private static final int LARGE_GROWTH = 4;
  private static final byte[] NOTHING = new byte[0];

  private final Receiver receiver;
  private byte[] window = NOTHING;
  private int windowFrom;
  private int windowTo;
  private @Nullable Publication publication;
  /** Header block and payload of the large publication, as far as they have come. */
  private byte[] head = NOTHING;
  private byte[] body = NOTHING;
  /** Bytes of it that have been read; its line end counts. */
  private int received;
  private boolean large;
  /** The payload of the message announced last need not be read. */
  private boolean sipping;
  private long lines;
  private byte firstAfterLarge;

  WireParser(Receiver receiver) {
    this.receiver = receiver;
  }

  /** Lines handled so far. */
  long linesRead() {
    return lines;
  }

  /** A message was announced and is not complete. */
  boolean isInsideMessage() {
    return publication != null;
  }

  /** Part of a line or of a message has been read. */
  boolean isHalfRead() {
    return windowFrom != windowTo || publication != null;
  }

  /** Bytes of the arrays that hold what is half read. */
  long bytesHeld() {
    return (long) window.length + head.length + body.length;
  }

  /** Bytes that have come of the line or message that is half read. */
  long bytesHalfRead() {
    return (large ? received : 0L) + windowTo - windowFrom;
  }

  /** Goes on with what was read before the receiver was halted. */
  void more() {
    if (!large) {
      parseWindow();
    }
  }

  /** Reads all of it, or up to where the receiver is halted. */
  void read(ByteBuf in) {
    while (in.isReadable() && !receiver.isHalted()) {
      if (large) {
        readLarge(in);
      } else if (!passOver(in)) {
        fillWindow(in);
        parseWindow();
      }
    }
  }

  /** Goes on behind a payload that is for nobody, if all of it has come. */
  private boolean passOver(ByteBuf in) {
    Publication unwanted = publication;
    if (unwanted == null || !sipping || !unwanted.isForNobody()) {
      return false;
    }
    int total = unwanted.totalLength();
    int copied = windowTo - windowFrom;
    if (copied > total || total + 2 - copied > in.readableBytes()) {
      return false;
    }
    in.skipBytes(total - copied);
    windowFrom = windowTo;
    publication = null;
    unwanted.leaveUnread();
    complete(unwanted, in.readByte(), in.readByte());
    return true;
  }

  /** Gives the window back while nothing is half read. */
  void rest() {
    if (windowFrom == windowTo) {
      emptyWindow();
    }
  }

  /** Forgets what is half read. */
  void drop() {
    emptyWindow();
    endLarge();
    publication = null;
  }

  private void endLarge() {
    large = false;
    head = NOTHING;
    body = NOTHING;
  }

  private void emptyWindow() {
    window = NOTHING;
    windowFrom = 0;
    windowTo = 0;
  }

  private void fillWindow(ByteBuf in) {
    // What is added to a line that is half read makes all of it be looked through again.
    boolean sips = sipping && publication == null && windowFrom == windowTo;
    int wanted = sips ? Math.min(UNREAD_MIN, in.readableBytes()) : in.readableBytes();
    if (windowFrom > 0 && (windowFrom == windowTo || window.length - windowTo < wanted)) {
      System.arraycopy(window, windowFrom, window, 0, windowTo - windowFrom);
      windowTo -= windowFrom;
      windowFrom = 0;
    }
    int size = windowTo == window.length ? Math.max(WINDOW_FIRST, 2 * window.length) : window.length;
    if (wanted > size) {
      size = Math.max(size, Math.min(WINDOW_USUAL, Integer.highestOneBit(wanted) * 2));
    }
    size = Math.min(size, Math.max(WINDOW_USUAL, receiver.argumentBytesMax() + LINE_SLACK + WINDOW_PAYLOAD_MAX));
    if (size > window.length) {
      window = Arrays.copyOf(window, size);
    }
    int taken = Math.min(wanted, window.length - windowTo);
    in.readBytes(window, windowTo, taken);
    windowTo += taken;
  }

  private void parseWindow() {
    while (!large && !receiver.isHalted()) {
      Publication waiting = publication;
      if (waiting != null) {
        int needed = waiting.totalLength() + 2;
        if (windowTo - windowFrom < needed) {
          return;
        }
        waiting.lend(window, windowFrom);
        int end = windowFrom + needed - 2;
        windowFrom += needed;
        publication = null;
        complete(waiting, window[end], window[end + 1]);
      } else if (!parseLine()) {
        return;
      }
    }
  }

  /** @return false when no whole line is there yet */
  private boolean parseLine() {
    byte[] bytes = window;
    int to = windowTo;
    int end = windowFrom;
    while (end < to && bytes[end] != '\n') {
      end++;
    }
    if (end == to) {
      if (end > windowFrom) {
        windowFrom = receiver.onPartialLine(bytes, windowFrom, to);
      }
      return false;
    }
    int lineFrom = windowFrom;
    windowFrom = end + 1;
    int lineEnd = end > lineFrom && bytes[end - 1] == '\r' ? end - 1 : end;
    lines++;
    receiver.onLine(bytes, lineFrom, lineEnd);
    return true;
  }

  /**
   * The line just handled announced a message: its bytes are next.
   *
   * @param headLength of the header block, at most {@code totalLength}, which is at most {@code max_payload}
   */
  void expect(Publication announced, int headLength, int totalLength) {
    publication = announced;
    announced.size(headLength, totalLength - headLength);
    sipping = totalLength >= UNREAD_MIN && announced.isForNobody();
    if (totalLength + 2 <= WINDOW_PAYLOAD_MAX) {
      return;
    }
    received = 0;
    large = true;
    ByteBuf rest = Unpooled.wrappedBuffer(window, windowFrom, windowTo - windowFrom);
    readLarge(rest);
    windowFrom = windowTo - rest.readableBytes();
  }

  private void readLarge(ByteBuf in) {
    Publication reading = publication;
    if (reading == null) {
      throw new IllegalStateException("no message is being read");
    }
    if (received < reading.headLength) {
      head = fill(head, received, reading.headLength, in);
    }
    int total = reading.totalLength();
    if (received >= reading.headLength && received < total) {
      body = fill(body, received - reading.headLength, reading.bodyLength, in);
    }
    if (received == total && in.isReadable()) {
      firstAfterLarge = in.readByte();
      received++;
    }
    if (received == total + 1 && in.isReadable()) {
      byte second = in.readByte();
      publication = null;
      reading.own(head, body);
      endLarge();
      complete(reading, firstAfterLarge, second);
    }
  }

  /** Reads on into a part that has {@code length} bytes when it is complete; it is never larger than what is announced, nor much more than what came. */
  private byte[] fill(byte[] part, int from, int length, ByteBuf in) {
    int taken = Math.min(in.readableBytes(), length - from);
    byte[] room = part;
    if (from + taken > part.length) {
      long grown = Math.max((long) LARGE_GROWTH * part.length, Math.max(WINDOW_PAYLOAD_MAX, from + taken));
      room = Arrays.copyOf(part, (int) Math.min(length, grown));
    }
    in.readBytes(room, from, taken);
    received += taken;
    return room;
  }

  private void complete(Publication done, byte first, byte second) {
    if (first != '\r' || second != '\n') {
      receiver.onUnendedPayload();
    } else {
      receiver.onPublication(done);
    }
  }
}
