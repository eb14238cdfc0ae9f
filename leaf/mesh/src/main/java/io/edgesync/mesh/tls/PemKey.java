package io.edgesync.mesh.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import io.edgesync.mesh.identity.BoundedFile;
import java.util.regex.Pattern;

/**
 * A private key in PEM: PKCS #8 ({@code PRIVATE KEY}), or as OpenSSL writes RSA ({@code RSA PRIVATE KEY}, PKCS #1) and elliptic curves
 * ({@code EC PRIVATE KEY}, RFC 5915), which the JDK reads once they are wrapped in PKCS #8.
 */
final class PemKey {
  private static final Pattern BLOCK = Pattern.compile(
      "-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final String[] ALGORITHMS = {"RSA", "EC", "Ed25519"};
  /** rsaEncryption with its parameters, which are none. */
  private static final byte[] RSA_IDENTIFIER = {0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86,
      (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0};
  private static final byte[] EC_IDENTIFIER = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};
  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 4;
  private static final int EC_PARAMETERS = 0xa0;
  private static final int FILE_BYTES_MAX = 1 << 20;

  private PemKey() {}

  /** @throws TlsException when there is no such key in the file */
  static PrivateKey load(Path file) throws TlsException {
    try {
      Matcher block = BLOCK.matcher(new String(BoundedFile.read(file, FILE_BYTES_MAX), StandardCharsets.ISO_8859_1));
      if (!block.find()) {
        throw new IOException("expected a block PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY that is not encrypted");
      }
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      return switch (block.group(1)) {
        case "RSA PRIVATE KEY" -> key(wrapped(RSA_IDENTIFIER, der));
        case "EC PRIVATE KEY" -> key(wrapped(element(SEQUENCE, joined(EC_IDENTIFIER, curve(der))), der));
        default -> key(der);
      };
    } catch (IOException | GeneralSecurityException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new TlsException("cannot read the private key " + file + ": " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    GeneralSecurityException last = new GeneralSecurityException("no algorithm");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (GeneralSecurityException another) {
        last = another;
      }
    }
    throw last;
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return element(SEQUENCE, joined(joined(VERSION_0, algorithm), element(OCTETS, key)));
  }

  /** The curve's object identifier, from {@code SEQUENCE { INTEGER 1, OCTET STRING key, [0] { curve } … }}. */
  private static byte[] curve(byte[] der) throws IOException {
    int at = content(der, 0);
    while (at < der.length) {
      int tag = der[at] & 0xff;
      int from = content(der, at);
      int to = from + length(der, at);
      if (tag == EC_PARAMETERS) {
        return Arrays.copyOfRange(der, from, to);
      }
      at = to;
    }
    throw new IOException("the key does not name its curve");
  }

  private static int content(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xff);
    }
    return length;
  }

  private static byte[] element(int tag, byte[] content) {
    int length = content.length;
    byte[] head = length < 0x80
        ? new byte[]{(byte) tag, (byte) length}
        : new byte[]{(byte) tag, (byte) 0x82, (byte) (length >>> 8), (byte) length};
    return joined(head, content);
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
