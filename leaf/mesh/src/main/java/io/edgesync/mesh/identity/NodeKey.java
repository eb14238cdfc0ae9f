package io.edgesync.mesh.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * The public key of a node, an Ed25519 user nkey as NATS writes it: base 32 of a prefix byte, 32 key bytes and a CRC-16, 56
 * characters beginning {@code U}.
 *
 * @param text the 56 characters
 */
public record NodeKey(String text) {
  static final int USER_PREFIX = 20 << 3;
  private static final int KEY_BYTES = 32;
  private static final int TEXT_CHARS = 56;

  public NodeKey {
    keyBytes(text);
  }

  /** Whether a text is the key of a node. */
  public static boolean isNodeKey(String text) {
    try {
      return new NodeKey(text).text().equals(text);
    } catch (IllegalArgumentException noKey) {
      return false;
    }
  }

  static NodeKey ofBytes(byte[] key) {
    byte[] plain = new byte[1 + KEY_BYTES];
    plain[0] = (byte) USER_PREFIX;
    System.arraycopy(key, 0, plain, 1, KEY_BYTES);
    return new NodeKey(Base32.encode(withChecksum(plain)));
  }

  /** Whether {@code signature} (64 bytes) over {@code data} was made by the holder of this key. */
  public boolean verifies(byte[] data, byte[] signature) {
    return verifies(keyBytes(text), data, signature);
  }

  /** Whether the holder of a key, as its 32 bytes, signed. */
  static boolean verifies(byte[] key, byte[] data, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(publicKey(key));
      ed25519.update(data);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException notASignature) {
      return false;
    }
  }

  private static PublicKey publicKey(byte[] littleEndian) throws GeneralSecurityException {
    boolean xOdd = (littleEndian[KEY_BYTES - 1] & 0x80) != 0;
    byte[] bigEndian = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      bigEndian[i] = littleEndian[KEY_BYTES - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    var point = new EdECPoint(xOdd, new BigInteger(1, bigEndian));
    return KeyFactory.getInstance("Ed25519").generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  private static byte[] keyBytes(String text) {
    if (text.length() != TEXT_CHARS) {
      throw new IllegalArgumentException("not a user nkey: " + text.length() + " characters instead of " + TEXT_CHARS);
    }
    byte[] plain = checked(Base32.decode(text));
    if ((plain[0] & 0xff) != USER_PREFIX) {
      throw new IllegalArgumentException("not a user nkey: it begins with " + text.charAt(0) + " instead of U");
    }
    return Arrays.copyOfRange(plain, 1, plain.length);
  }

  /** The bytes followed by their CRC-16 (XMODEM), low byte first. */
  static byte[] withChecksum(byte[] plain) {
    byte[] whole = Arrays.copyOf(plain, plain.length + 2);
    int crc = crc16(plain, plain.length);
    whole[plain.length] = (byte) crc;
    whole[plain.length + 1] = (byte) (crc >>> 8);
    return whole;
  }

  /** The bytes before the checksum. */
  static byte[] checked(byte[] whole) {
    int length = whole.length - 2;
    int stated = (whole[length] & 0xff) | (whole[length + 1] & 0xff) << 8;
    if (crc16(whole, length) != stated) {
      throw new IllegalArgumentException("not an nkey: its checksum is wrong");
    }
    return Arrays.copyOf(whole, length);
  }

  private static int crc16(byte[] bytes, int length) {
    int crc = 0;
    for (int i = 0; i < length; i++) {
      crc ^= (bytes[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
      }
      crc &= 0xffff;
    }
    return crc;
  }

  @Override
  public String toString() {
    return text;
  }
}
