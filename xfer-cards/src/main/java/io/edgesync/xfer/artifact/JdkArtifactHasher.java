package io.edgesync.xfer.artifact;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes with the JDK's digests, one artifact after the other, during {@link #submit}. */
public final class JdkArtifactHasher implements ArtifactHasher {

  private final MessageDigest sha1 = digest("SHA-1");
  private final MessageDigest sha3 = digest("SHA3-256");

  @Override
  public void submit(HashAlgorithm algorithm, byte[] bytes, int offset, int length, Result result) {
    MessageDigest digest = switch (algorithm) {
      case SHA1 -> sha1;
      case SHA3_256 -> sha3;
    };
    digest.update(bytes, offset, length);
    result.hashed(new Hash(HexFormat.of().formatHex(digest.digest())));
  }

  @Override
  public void drain() {
    // Every result was given during submit.
  }

  @Override
  public void close() {
    // Digests hold no native resource.
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + name, e);
    }
  }
}
