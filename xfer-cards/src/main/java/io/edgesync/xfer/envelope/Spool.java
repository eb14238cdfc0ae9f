package io.edgesync.xfer.envelope;

import io.edgesync.xfer.card.Aside;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are written once and then read more than once: in memory while they are few, else in a temporary file that only
 * this user can read and that has no name any more while it is in use, so that a crash leaves nothing behind. One thread writes;
 * afterwards any may read.
 */
public final class Spool extends OutputStream implements BodyText, Aside.Waiting {

  /** Bytes held in memory by one spool; more go to a file. */
  public static final int MEMORY_BYTES = 256 << 10;

  /** Java copies what goes through a file by way of native memory, which it keeps: as much as one call moves. */
  private static final int STEP_BYTES = 64 << 10;

  private final int memoryBytes;
  private byte[] memory = new byte[4 << 10];
  private int memoryLength;
  private long fileLength;
  private @Nullable FileChannel file;

  public Spool() {
    this(MEMORY_BYTES);
  }

  Spool(int memoryBytes) {
    this.memoryBytes = memoryBytes;
  }

  /** All of {@code bytes}. */
  static Spool of(InputStream bytes) throws IOException {
    Spool spool = new Spool();
    boolean isWhole = false;
    try {
      bytes.transferTo(spool);
      isWhole = true;
      return spool;
    } finally {
      if (!isWhole) {
        spool.close();
      }
    }
  }

  /** Bytes written so far. */
  @Override
  public long size() {
    return fileLength + memoryLength;
  }

  boolean isInFile() {
    return file != null;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[]{(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (file == null && memoryLength + (long) length <= memoryBytes) {
      if (memoryLength + length > memory.length) {
        memory = Arrays.copyOf(memory, Math.min(memoryBytes, Math.max(2 * memory.length, memoryLength + length)));
      }
      System.arraycopy(bytes, offset, memory, memoryLength, length);
      memoryLength += length;
      return;
    }
    append(ByteBuffer.wrap(bytes, offset, length));
  }

  private void append(ByteBuffer bytes) throws IOException {
    FileChannel channel = file;
    if (channel == null) {
      channel = openFile();
      file = channel;
      ByteBuffer head = ByteBuffer.wrap(memory, 0, memoryLength);
      memory = new byte[0];
      memoryLength = 0;
      append(head);
    }
    for (int end = bytes.limit(); bytes.position() < end;) {
      bytes.limit(Math.min(end, bytes.position() + STEP_BYTES));
      fileLength += channel.write(bytes, fileLength);
    }
  }

  private static FileChannel openFile() throws IOException {
    // createTempFile gives mode 0600; DELETE_ON_CLOSE takes the name away at once where the system can.
    Path path = Files.createTempFile("edgesync-", ".body");
    return FileChannel.open(path,
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE));
  }

  /** The bytes from the start; several readings may be open at once. */
  @Override
  public InputStream open() {
    return open(0);
  }

  @Override
  public InputStream open(long from) {
    FileChannel channel = file;
    return channel != null
        ? new Reading(channel, from)
        : new ByteArrayInputStream(memory, (int) from, memoryLength - (int) from);
  }

  /** Lets go of the bytes; open readings of a file fail from then on. */
  @Override
  public void close() {
    memory = new byte[0];
    memoryLength = 0;
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Reading extends InputStream {
    private final FileChannel file;
    private long position;

    private Reading(FileChannel file, long position) {
      this.file = file;
      this.position = position;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int n = file.read(ByteBuffer.wrap(bytes, offset, Math.min(length, STEP_BYTES)), position);
      position += Math.max(0, n);
      return n;
    }
  }
}
