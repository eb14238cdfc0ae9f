package io.edgesync.xfer.testing;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random test input that can be had again: the seed is fresh for each run unless {@code -Dseed=N} names one, and a failing case
 * names its own seed. Where the environment has {@code CI}, as build servers set it, the seed is always the same, so that a commit
 * which passed does not fail for what another seed finds: looking for more is the work of everybody's own runs and of the programs
 * under {@code ops/}.
 */
public final class SeededRandom {

  /** A property: holds, or throws. */
  @FunctionalInterface
  public interface Property {
    void check(SeededRandom random) throws Exception;
  }

  private static final long CI_SEED = 20_261_121;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final long seed;
  private final SplittableRandom generator;

  public SeededRandom(long seed) {
    this.seed = seed;
    this.generator = new SplittableRandom(seed);
  }

  /** From {@code -Dseed}, or that of a build server, or a fresh one. */
  public static long newSeed() {
    Long given = Long.getLong("seed");
    if (given != null) {
      return given;
    }
    return System.getenv("CI") == null ? System.nanoTime() : CI_SEED;
  }

  /** From {@link #newSeed}, printed so that the run can be repeated. */
  public static SeededRandom create() {
    SeededRandom random = new SeededRandom(newSeed());
    System.out.println("seed " + random.seed + " (repeat with -Dseed=" + random.seed + ")");
    return random;
  }

  /**
   * Checks a property {@code cases} times, each with its own seed; with {@code -Dseed} once, with that seed.
   */
  public static void forAll(int cases, Property property) {
    Long given = Long.getLong("seed");
    long first = newSeed();
    for (long seed = first; seed < first + (given != null ? 1 : cases); seed++) {
      try {
        property.check(new SeededRandom(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("fails with -Dseed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }

  public long seed() {
    return seed;
  }

  public RandomGenerator generator() {
    return generator;
  }

  /** 0 to {@code bound - 1}. */
  public int below(int bound) {
    return generator.nextInt(bound);
  }

  public int between(int low, int high) {
    return generator.nextInt(low, high + 1);
  }

  public boolean chance(double probability) {
    return generator.nextDouble() < probability;
  }

  public <T> T oneOf(List<T> values) {
    return values.get(below(values.size()));
  }

  /** Exactly {@code length} random bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    generator.nextBytes(bytes);
    return bytes;
  }

  public String hex(int digits) {
    char[] text = new char[digits];
    for (int i = 0; i < digits; i++) {
      text[i] = HEX[below(16)];
    }
    return new String(text);
  }

  /** An artifact name of either length. */
  public Hash hash() {
    return new Hash(hex(chance(0.5) ? 40 : 64));
  }

  /** Text with the characters that escapes, encodings and tokenizers trip over, up to {@code lengthMax} characters. */
  public String text(int lengthMax) {
    StringBuilder text = new StringBuilder();
    for (int i = below(lengthMax + 1); i > 0; i--) {
      switch (below(6)) {
        case 0 -> text.append(" \n\r\t\u000b\f\\\0#/@:;,".charAt(below(14)));
        case 1 -> text.appendCodePoint(between(0x80, 0x7ff));
        case 2 -> text.appendCodePoint(between(0x1f300, 0x1f5ff));
        default -> text.append((char) between(0x20, 0x7e));
      }
    }
    return text.toString();
  }
}
