package io.edgesync.xfer.artifact;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Computes SHA3-256 of several artifacts side by side, one per 64-bit lane of the processor's vectors; SHA1, and the odd one that
 * has no company, go to the JDK's digest. A lane that is done takes the next artifact at once, so lengths need not match. Needs the
 * module {@code jdk.incubator.vector}: {@link ArtifactHasher#fastest} looks for it. Why: {@code docs/adr/0001-hashing-in-lanes.md}.
 */
final class LaneArtifactHasher implements ArtifactHasher {

  private static final int WIDTH = KeccakLanes.WIDTH;
  /** Of 512 bits. */
  static final int WIDTH_MAX = 8;
  /** Bytes that SHA3-256 takes in between two permutations. */
  private static final int BLOCK_BYTES = 136;
  private static final int BLOCK_WORDS = BLOCK_BYTES / Long.BYTES;
  private static final int DIGEST_WORDS = 4;
  /** By then the permutation is compiled, where the process was started for it. */
  private static final int COLD_STEPS = 64;
  /** As much of each lane takes that many steps, and some more. */
  static final int COLD_BYTES = (COLD_STEPS + 8) * BLOCK_BYTES;
  /** As few artifacts as this are done sooner one after the other. */
  private static final int COMPANY_MIN = 3;
  private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private record Job(byte[] bytes, int offset, int length, Result result) {}

  /** One artifact on its way through a lane. */
  private static final class Lane {
    private final byte[] lastBlock = new byte[BLOCK_BYTES];
    private @Nullable Job job;
    private byte[] source = lastBlock;
    private int at;
    private int wholeBlocks;

    void start(Job next) {
      job = next;
      source = next.bytes;
      at = next.offset;
      wholeBlocks = next.length / BLOCK_BYTES;
      if (wholeBlocks == 0) {
        enterLastBlock(next);
      }
    }

    /** Goes on to the next block; false when the last one has been taken in. */
    @SuppressWarnings("ReferenceEquality") // Which array it is matters, not what is in it.
    boolean advance() {
      Job current = job;
      if (current == null || source == lastBlock) {
        return false;
      }
      at += BLOCK_BYTES;
      if (--wholeBlocks == 0) {
        enterLastBlock(current);
      }
      return true;
    }

    private void enterLastBlock(Job current) {
      int rest = current.length % BLOCK_BYTES;
      System.arraycopy(current.bytes, current.offset + current.length - rest, lastBlock, 0, rest);
      Arrays.fill(lastBlock, rest, BLOCK_BYTES, (byte) 0);
      lastBlock[rest] ^= 0x06;
      lastBlock[BLOCK_BYTES - 1] ^= (byte) 0x80;
      source = lastBlock;
      at = 0;
    }
  }

  private final JdkArtifactHasher alone = new JdkArtifactHasher();
  private final Deque<Job> waiting = new ArrayDeque<>();
  private final Lane[] lanes = new Lane[WIDTH];
  private final long[] state = new long[KeccakLanes.WORDS * WIDTH];
  private int busy;
  private int steps;

  LaneArtifactHasher() {
    Arrays.setAll(lanes, i -> new Lane());
  }

  @Override
  public void submit(HashAlgorithm algorithm, byte[] bytes, int offset, int length, Result result) {
    if (algorithm == HashAlgorithm.SHA1) {
      alone.submit(algorithm, bytes, offset, length, result);
      return;
    }
    java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
    waiting.add(new Job(bytes, offset, length, result));
    // With lanes to spare it pays to wait for more company.
    while (busy + waiting.size() >= WIDTH) {
      occupy();
      step();
    }
  }

  @Override
  public void drain() {
    while (busy + waiting.size() > 0) {
      if (busy == 0 && waiting.size() < COMPANY_MIN) {
        Job job = waiting.remove();
        alone.submit(HashAlgorithm.SHA3_256, job.bytes, job.offset, job.length, job.result);
      } else {
        occupy();
        step();
      }
    }
  }

  @Override
  public void close() {
    waiting.clear();
  }

  private void occupy() {
    for (int i = 0; i < WIDTH && busy < WIDTH && !waiting.isEmpty(); i++) {
      if (lanes[i].job == null) {
        lanes[i].start(waiting.remove());
        for (int word = 0; word < KeccakLanes.WORDS; word++) {
          state[word * WIDTH + i] = 0;
        }
        busy++;
      }
    }
  }

  /** One block of every busy lane. */
  private void step() {
    for (int i = 0; i < WIDTH; i++) {
      if (lanes[i].job != null) {
        absorb(lanes[i].source, lanes[i].at, i);
      }
    }
    permute();
    for (int i = 0; i < WIDTH; i++) {
      Job job = lanes[i].job;
      if (job != null && !lanes[i].advance()) {
        lanes[i].job = null;
        busy--;
        job.result.hashed(name(i));
      }
    }
  }

  /**
   * Before it is compiled, each operation of the permutation makes an object: one thread at a time then, which waits for the
   * compiler while the others wait for that thread.
   */
  private void permute() {
    if (steps == COLD_STEPS) {
      KeccakLanes.permute(state);
      return;
    }
    steps++;
    synchronized (LaneArtifactHasher.class) {
      KeccakLanes.permute(state);
    }
  }

  private void absorb(byte[] source, int at, int lane) {
    for (int word = 0; word < BLOCK_WORDS; word++) {
      state[word * WIDTH + lane] ^= (long) WORD.get(source, at + word * Long.BYTES);
    }
  }

  private Hash name(int lane) {
    byte[] digest = new byte[DIGEST_WORDS * Long.BYTES];
    for (int word = 0; word < DIGEST_WORDS; word++) {
      WORD.set(digest, word * Long.BYTES, state[word * WIDTH + lane]);
    }
    return new Hash(HexFormat.of().formatHex(digest));
  }
}
