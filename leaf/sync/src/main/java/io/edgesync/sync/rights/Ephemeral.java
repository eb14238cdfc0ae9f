package io.edgesync.sync.rights;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/** One side's key pair for one session: X25519 of RFC 7748, by the JDK. */
final class Ephemeral {

  private static final int POINT_BYTES = 32;

  private final KeyPair pair;

  private Ephemeral(KeyPair pair) {
    this.pair = pair;
  }

  static Ephemeral generate() {
    try {
      return new Ephemeral(KeyPairGenerator.getInstance("X25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("X25519 is missing from this Java", e);
    }
  }

  /** The public half: 32 bytes, lowest first. */
  byte[] point() {
    return reversed(((XECPublicKey) pair.getPublic()).getU().toByteArray());
  }

  /**
   * The secret that both sides have.
   *
   * @throws GeneralSecurityException when the other's point is one of the few that give everybody the same secret
   */
  byte[] agree(byte[] theirs) throws GeneralSecurityException {
    byte[] number = reversed(theirs);
    number[0] &= 0x7f;
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(pair.getPrivate());
    agreement.doPhase(KeyFactory.getInstance("X25519")
        .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, number))), true);
    return agreement.generateSecret();
  }

  /** Between both orders of 32 bytes; a number may have a byte more for its sign, or fewer. */
  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[POINT_BYTES];
    for (int i = 0; i < POINT_BYTES && i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
