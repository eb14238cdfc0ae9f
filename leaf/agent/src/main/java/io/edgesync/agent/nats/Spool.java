package io.edgesync.agent.nats;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pipe whose writer never waits for its reader: what exceeds a little memory lies in a temporary file until it is read. An
 * answering side writes here, so that a slow asker does not hold up the repository. One writer and one reader.
 *
 * <p>What waits in memory is always older than what waits in the file; once the file has been read to its end it is used from
 * its beginning again.
 */
final class Spool implements AutoCloseable {

  private static final int CHUNK_BYTES = 64 << 10;

  private final int memoryBytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> memory = new ArrayDeque<>();
  private int memoryBytes;
  private @Nullable FileChannel file;
  private long fileRead;
  private long fileWritten;
  private boolean finished;
  private @Nullable IOException abandoned;

  Spool(int memoryBytesMax) {
    this.memoryBytesMax = memoryBytesMax;
  }

  /** The writer's end. Closing it makes the reader see the end; {@link #abandon} makes the reader see a failure instead. */
  OutputStream writer() {
    return new Writer();
  }

  InputStream reader() {
    return new Reader();
  }

  /** The writer will not come to its end. */
  void abandon(IOException why) {
    lock.lock();
    try {
      abandoned = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void put(byte[] chunk) throws IOException {
    lock.lock();
    try {
      if (fileRead == fileWritten && memoryBytes + chunk.length <= memoryBytesMax) {
        memory.add(chunk);
        memoryBytes += chunk.length;
      } else {
        FileChannel target = file;
        if (target == null) {
          Path path = Files.createTempFile("edgesync-reply-", ".spool");
          target = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
          file = target;
        }
        if (fileRead == fileWritten) {
          fileRead = 0;
          fileWritten = 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(chunk);
        while (bytes.hasRemaining()) {
          fileWritten += target.write(bytes, fileWritten);
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next bytes, waiting for them; null at the end. */
  private byte @Nullable [] take() throws IOException {
    lock.lock();
    try {
      while (memory.isEmpty() && fileRead == fileWritten) {
        if (abandoned != null) {
          throw abandoned;
        }
        if (finished) {
          return null;
        }
        try {
          changed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new java.io.InterruptedIOException("interrupted while waiting for an answer's cards");
        }
      }
      byte[] oldest = memory.poll();
      if (oldest != null) {
        memoryBytes -= oldest.length;
        return oldest;
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, fileWritten - fileRead));
      FileChannel source = Objects.requireNonNull(file);
      while (bytes.hasRemaining()) {
        int read = source.read(bytes, fileRead);
        if (read < 0) {
          throw new IOException("temporary file of a reply ended early");
        }
        fileRead += read;
      }
      return bytes.array();
    } finally {
      lock.unlock();
    }
  }

  /** Removes the temporary file; waits for nothing. */
  @Override
  public void close() {
    lock.lock();
    try {
      memory.clear();
      if (file != null) {
        file.close();
      }
    } catch (IOException alreadyGone) {
      // Deleted with the process at the latest.
      return;
    } finally {
      lock.unlock();
    }
  }

  private final class Writer extends OutputStream {
    private byte[] buffer = new byte[CHUNK_BYTES];
    private int filled;

    @Override
    public void write(int b) throws IOException {
      write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      int done = 0;
      while (done < length) {
        int step = Math.min(length - done, CHUNK_BYTES - filled);
        System.arraycopy(bytes, offset + done, buffer, filled, step);
        filled += step;
        done += step;
        if (filled == CHUNK_BYTES) {
          put(buffer);
          buffer = new byte[CHUNK_BYTES];
          filled = 0;
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (filled > 0) {
        put(Arrays.copyOf(buffer, filled));
        filled = 0;
      }
      lock.lock();
      try {
        finished = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private final class Reader extends InputStream {
    private byte[] current = {};
    private int position;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      if (position == current.length) {
        byte[] next = take();
        if (next == null) {
          return -1;
        }
        current = next;
        position = 0;
      }
      int bytes = Math.min(length, current.length - position);
      System.arraycopy(current, position, into, offset, bytes);
      position += bytes;
      return bytes;
    }
  }
}
