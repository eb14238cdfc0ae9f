package io.edgesync.xfer.artifact;

import static jdk.incubator.vector.VectorOperators.AND_NOT;
import static jdk.incubator.vector.VectorOperators.ROL;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The permutation under SHA3, Keccak-f[1600], on as many independent states as the processor has 64-bit lanes. Source: FIPS 202,
 * section 3.2 (theta, rho and pi, chi, iota), one statement per word. The states lie word by word: the words of all lanes at place
 * 0, then those at place 1, and so on.
 *
 * <p>The words are single variables, because only then does the compiler keep them in registers.
 */
final class KeccakLanes {

  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;

  /** How many states are permuted at a time. */
  static final int WIDTH = LANES.length();
  /** Words of one state. */
  static final int WORDS = 25;

  private static final long[] ROUND_CONSTANTS = {
      0x0000000000000001L, 0x0000000000008082L, 0x800000000000808AL, 0x8000000080008000L,
      0x000000000000808BL, 0x0000000080000001L, 0x8000000080008081L, 0x8000000000008009L,
      0x000000000000008AL, 0x0000000000000088L, 0x0000000080008009L, 0x000000008000000AL,
      0x000000008000808BL, 0x800000000000008BL, 0x8000000000008089L, 0x8000000000008003L,
      0x8000000000008002L, 0x8000000000000080L, 0x000000000000800AL, 0x800000008000000AL,
      0x8000000080008081L, 0x8000000000008080L, 0x0000000080000001L, 0x8000000080008008L};

  private KeccakLanes() {}

  /** Permutes the {@link #WIDTH} states in {@code state}, which has {@code WORDS * WIDTH} words. */
  static void permute(long[] state) {
    LongVector a0 = LongVector.fromArray(LANES, state, 0 * WIDTH);
    LongVector a1 = LongVector.fromArray(LANES, state, 1 * WIDTH);
    LongVector a2 = LongVector.fromArray(LANES, state, 2 * WIDTH);
    LongVector a3 = LongVector.fromArray(LANES, state, 3 * WIDTH);
    LongVector a4 = LongVector.fromArray(LANES, state, 4 * WIDTH);
    LongVector a5 = LongVector.fromArray(LANES, state, 5 * WIDTH);
    LongVector a6 = LongVector.fromArray(LANES, state, 6 * WIDTH);
    LongVector a7 = LongVector.fromArray(LANES, state, 7 * WIDTH);
    LongVector a8 = LongVector.fromArray(LANES, state, 8 * WIDTH);
    LongVector a9 = LongVector.fromArray(LANES, state, 9 * WIDTH);
    LongVector a10 = LongVector.fromArray(LANES, state, 10 * WIDTH);
    LongVector a11 = LongVector.fromArray(LANES, state, 11 * WIDTH);
    LongVector a12 = LongVector.fromArray(LANES, state, 12 * WIDTH);
    LongVector a13 = LongVector.fromArray(LANES, state, 13 * WIDTH);
    LongVector a14 = LongVector.fromArray(LANES, state, 14 * WIDTH);
    LongVector a15 = LongVector.fromArray(LANES, state, 15 * WIDTH);
    LongVector a16 = LongVector.fromArray(LANES, state, 16 * WIDTH);
    LongVector a17 = LongVector.fromArray(LANES, state, 17 * WIDTH);
    LongVector a18 = LongVector.fromArray(LANES, state, 18 * WIDTH);
    LongVector a19 = LongVector.fromArray(LANES, state, 19 * WIDTH);
    LongVector a20 = LongVector.fromArray(LANES, state, 20 * WIDTH);
    LongVector a21 = LongVector.fromArray(LANES, state, 21 * WIDTH);
    LongVector a22 = LongVector.fromArray(LANES, state, 22 * WIDTH);
    LongVector a23 = LongVector.fromArray(LANES, state, 23 * WIDTH);
    LongVector a24 = LongVector.fromArray(LANES, state, 24 * WIDTH);
    for (int round = 0; round < ROUND_CONSTANTS.length; round++) {
      LongVector c0 = a0.lanewise(XOR, a5).lanewise(XOR, a10).lanewise(XOR, a15).lanewise(XOR, a20);
      LongVector c1 = a1.lanewise(XOR, a6).lanewise(XOR, a11).lanewise(XOR, a16).lanewise(XOR, a21);
      LongVector c2 = a2.lanewise(XOR, a7).lanewise(XOR, a12).lanewise(XOR, a17).lanewise(XOR, a22);
      LongVector c3 = a3.lanewise(XOR, a8).lanewise(XOR, a13).lanewise(XOR, a18).lanewise(XOR, a23);
      LongVector c4 = a4.lanewise(XOR, a9).lanewise(XOR, a14).lanewise(XOR, a19).lanewise(XOR, a24);
      // As ints, at no cost, because the compiler does not look through that. It would else merge these five into each of their uses
      // as operations on three inputs and keep ten words at hand instead of five: with the state more than there are registers.
      LongVector d0 = c4.reinterpretAsInts().lanewise(XOR, c1.lanewise(ROL, 1).reinterpretAsInts())
          .reinterpretAsLongs();
      LongVector d1 = c0.reinterpretAsInts().lanewise(XOR, c2.lanewise(ROL, 1).reinterpretAsInts())
          .reinterpretAsLongs();
      LongVector d2 = c1.reinterpretAsInts().lanewise(XOR, c3.lanewise(ROL, 1).reinterpretAsInts())
          .reinterpretAsLongs();
      LongVector d3 = c2.reinterpretAsInts().lanewise(XOR, c4.lanewise(ROL, 1).reinterpretAsInts())
          .reinterpretAsLongs();
      LongVector d4 = c3.reinterpretAsInts().lanewise(XOR, c0.lanewise(ROL, 1).reinterpretAsInts())
          .reinterpretAsLongs();
      LongVector b0 = a0.lanewise(XOR, d0);
      LongVector b10 = a1.lanewise(XOR, d1).lanewise(ROL, 1);
      LongVector b20 = a2.lanewise(XOR, d2).lanewise(ROL, 62);
      LongVector b5 = a3.lanewise(XOR, d3).lanewise(ROL, 28);
      LongVector b15 = a4.lanewise(XOR, d4).lanewise(ROL, 27);
      LongVector b16 = a5.lanewise(XOR, d0).lanewise(ROL, 36);
      LongVector b1 = a6.lanewise(XOR, d1).lanewise(ROL, 44);
      LongVector b11 = a7.lanewise(XOR, d2).lanewise(ROL, 6);
      LongVector b21 = a8.lanewise(XOR, d3).lanewise(ROL, 55);
      LongVector b6 = a9.lanewise(XOR, d4).lanewise(ROL, 20);
      LongVector b7 = a10.lanewise(XOR, d0).lanewise(ROL, 3);
      LongVector b17 = a11.lanewise(XOR, d1).lanewise(ROL, 10);
      LongVector b2 = a12.lanewise(XOR, d2).lanewise(ROL, 43);
      LongVector b12 = a13.lanewise(XOR, d3).lanewise(ROL, 25);
      LongVector b22 = a14.lanewise(XOR, d4).lanewise(ROL, 39);
      LongVector b23 = a15.lanewise(XOR, d0).lanewise(ROL, 41);
      LongVector b8 = a16.lanewise(XOR, d1).lanewise(ROL, 45);
      LongVector b18 = a17.lanewise(XOR, d2).lanewise(ROL, 15);
      LongVector b3 = a18.lanewise(XOR, d3).lanewise(ROL, 21);
      LongVector b13 = a19.lanewise(XOR, d4).lanewise(ROL, 8);
      LongVector b14 = a20.lanewise(XOR, d0).lanewise(ROL, 18);
      LongVector b24 = a21.lanewise(XOR, d1).lanewise(ROL, 2);
      LongVector b9 = a22.lanewise(XOR, d2).lanewise(ROL, 61);
      LongVector b19 = a23.lanewise(XOR, d3).lanewise(ROL, 56);
      LongVector b4 = a24.lanewise(XOR, d4).lanewise(ROL, 14);
      a0 = b0.lanewise(XOR, b2.lanewise(AND_NOT, b1)).lanewise(XOR, ROUND_CONSTANTS[round]);
      a1 = b1.lanewise(XOR, b3.lanewise(AND_NOT, b2));
      a2 = b2.lanewise(XOR, b4.lanewise(AND_NOT, b3));
      a3 = b3.lanewise(XOR, b0.lanewise(AND_NOT, b4));
      a4 = b4.lanewise(XOR, b1.lanewise(AND_NOT, b0));
      a5 = b5.lanewise(XOR, b7.lanewise(AND_NOT, b6));
      a6 = b6.lanewise(XOR, b8.lanewise(AND_NOT, b7));
      a7 = b7.lanewise(XOR, b9.lanewise(AND_NOT, b8));
      a8 = b8.lanewise(XOR, b5.lanewise(AND_NOT, b9));
      a9 = b9.lanewise(XOR, b6.lanewise(AND_NOT, b5));
      a10 = b10.lanewise(XOR, b12.lanewise(AND_NOT, b11));
      a11 = b11.lanewise(XOR, b13.lanewise(AND_NOT, b12));
      a12 = b12.lanewise(XOR, b14.lanewise(AND_NOT, b13));
      a13 = b13.lanewise(XOR, b10.lanewise(AND_NOT, b14));
      a14 = b14.lanewise(XOR, b11.lanewise(AND_NOT, b10));
      a15 = b15.lanewise(XOR, b17.lanewise(AND_NOT, b16));
      a16 = b16.lanewise(XOR, b18.lanewise(AND_NOT, b17));
      a17 = b17.lanewise(XOR, b19.lanewise(AND_NOT, b18));
      a18 = b18.lanewise(XOR, b15.lanewise(AND_NOT, b19));
      a19 = b19.lanewise(XOR, b16.lanewise(AND_NOT, b15));
      a20 = b20.lanewise(XOR, b22.lanewise(AND_NOT, b21));
      a21 = b21.lanewise(XOR, b23.lanewise(AND_NOT, b22));
      a22 = b22.lanewise(XOR, b24.lanewise(AND_NOT, b23));
      a23 = b23.lanewise(XOR, b20.lanewise(AND_NOT, b24));
      a24 = b24.lanewise(XOR, b21.lanewise(AND_NOT, b20));
    }
    a0.intoArray(state, 0 * WIDTH);
    a1.intoArray(state, 1 * WIDTH);
    a2.intoArray(state, 2 * WIDTH);
    a3.intoArray(state, 3 * WIDTH);
    a4.intoArray(state, 4 * WIDTH);
    a5.intoArray(state, 5 * WIDTH);
    a6.intoArray(state, 6 * WIDTH);
    a7.intoArray(state, 7 * WIDTH);
    a8.intoArray(state, 8 * WIDTH);
    a9.intoArray(state, 9 * WIDTH);
    a10.intoArray(state, 10 * WIDTH);
    a11.intoArray(state, 11 * WIDTH);
    a12.intoArray(state, 12 * WIDTH);
    a13.intoArray(state, 13 * WIDTH);
    a14.intoArray(state, 14 * WIDTH);
    a15.intoArray(state, 15 * WIDTH);
    a16.intoArray(state, 16 * WIDTH);
    a17.intoArray(state, 17 * WIDTH);
    a18.intoArray(state, 18 * WIDTH);
    a19.intoArray(state, 19 * WIDTH);
    a20.intoArray(state, 20 * WIDTH);
    a21.intoArray(state, 21 * WIDTH);
    a22.intoArray(state, 22 * WIDTH);
    a23.intoArray(state, 23 * WIDTH);
    a24.intoArray(state, 24 * WIDTH);
  }
}
