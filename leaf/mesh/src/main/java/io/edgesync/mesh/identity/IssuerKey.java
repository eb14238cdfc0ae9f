package io.edgesync.mesh.identity;

import java.util.Arrays;

/**
 * The public key of one who vouches for others by signing their JWTs: an account ({@code A…}) or an operator ({@code O…}), written as
 * {@link NodeKey} is.
 *
 * @param text the 56 characters
 */
public record IssuerKey(String text) {
  private static final int ACCOUNT_PREFIX = 0;
  private static final int OPERATOR_PREFIX = 14 << 3;
  private static final int TEXT_CHARS = 56;

  public IssuerKey {
    keyBytes(text);
  }

  public static boolean isAccount(String text) {
    return isValid(text) && text.charAt(0) == 'A';
  }

  public static boolean isOperator(String text) {
    return isValid(text) && text.charAt(0) == 'O';
  }

  private static boolean isValid(String text) {
    try {
      return keyBytes(text).length > 0;
    } catch (IllegalArgumentException notAKey) {
      return false;
    }
  }

  /** Whether {@code signature} (64 bytes) over {@code data} was made by the holder of this key. */
  public boolean verifies(byte[] data, byte[] signature) {
    return NodeKey.verifies(keyBytes(text), data, signature);
  }

  private static byte[] keyBytes(String text) {
    if (text.length() != TEXT_CHARS) {
      throw new IllegalArgumentException("not an nkey: " + text.length() + " characters instead of " + TEXT_CHARS);
    }
    byte[] plain = NodeKey.checked(Base32.decode(text));
    int prefix = plain[0] & 0xff;
    if (prefix != ACCOUNT_PREFIX && prefix != OPERATOR_PREFIX) {
      throw new IllegalArgumentException(
          "not the nkey of an account or operator: it begins with " + text.charAt(0) + " instead of A or O");
    }
    return Arrays.copyOfRange(plain, 1, plain.length);
  }

  @Override
  public String toString() {
    return text;
  }
}
