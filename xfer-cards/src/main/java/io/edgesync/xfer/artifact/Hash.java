package io.edgesync.xfer.artifact;

/**
 * The name of an artifact: lower-case hexadecimal digits of its content's hash, 40 of them for SHA1, 64 for SHA3-256. Fossil
 * compares names as text, so upper case is never valid here.
 *
 * @param hex the digits, for example {@code da39a3ee5e6b4b0d3255bfef95601890afd80709}
 */
public record Hash(String hex) implements Comparable<Hash> {

  public Hash {
    if (!isHash(hex)) {
      throw new IllegalArgumentException(
          "not an artifact name: " + (hex.length() > 70 ? hex.substring(0, 70) + "…" : hex));
    }
  }

  /** Whether {@code text} has the shape of an artifact name: 40 or 64 lower-case hexadecimal digits. */
  public static boolean isHash(String text) {
    if (text.length() != 40 && text.length() != 64) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  /** The function that made this name, told by its length. */
  public HashAlgorithm algorithm() {
    return hex.length() == 40 ? HashAlgorithm.SHA1 : HashAlgorithm.SHA3_256;
  }

  @Override
  public int compareTo(Hash other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
