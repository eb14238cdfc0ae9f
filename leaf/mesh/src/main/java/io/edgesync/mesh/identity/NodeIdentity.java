package io.edgesync.mesh.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * This node's key pair: a NATS user nkey, whose public half is the node's id and server name. The file holds the seed as NATS tools
 * write it, one line of 58 characters beginning {@code SU}, and must be readable by its owner alone.
 */
public final class NodeIdentity {
  private static final int SEED_PREFIX = 18 << 3;
  private static final int SEED_BYTES = 32;
  private static final int KEY_FILE_BYTES_MAX = 1024;
  private static final int SEED_CHARS = 58;
  private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(PosixFilePermission.OWNER_READ,
      PosixFilePermission.OWNER_WRITE);

  private final PrivateKey privateKey;
  private final NodeKey nodeKey;

  private NodeIdentity(byte[] seed) {
    try {
      privateKey = KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
      nodeKey = NodeKey.ofBytes(publicBytes(seed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is missing from this Java", e);
    }
  }

  /** A key pair that is kept nowhere. */
  public static NodeIdentity generate() {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return new NodeIdentity(seed);
  }

  /**
   * The key pair of a seed as NATS tools write it.
   *
   * @throws IllegalArgumentException when it is none; the message does not show it
   */
  public static NodeIdentity ofSeed(String seed) {
    return new NodeIdentity(seedBytes(seed));
  }

  /**
   * Reads the key, or makes one (mode 0600) where the file does not exist. Of two processes that start at once, both end with the
   * same key.
   *
   * @throws IOException when the file cannot be read or written, is open to others than its owner, or holds no user seed; the
   *         message names the file and the remedy
   */
  public static NodeIdentity loadOrCreate(Path keyFile) throws IOException {
    if (!Files.exists(keyFile)) {
      if (Files.isSymbolicLink(keyFile)) {
        throw new IOException(keyFile + ": a link that leads nowhere; mend it, or remove it to start as a new node");
      }
      create(keyFile);
    }
    try {
      return load(keyFile);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          e.getMessage() + "; restore the file from a backup, or move it away to start as a new node", e);
    }
  }

  /**
   * Reads a key.
   *
   * @throws IOException when the file cannot be read, or is open to others than its owner; the message names the file and the remedy
   * @throws IllegalArgumentException when it holds no user seed; the message names the file
   */
  public static NodeIdentity load(Path keyFile) throws IOException {
    if (Files.getFileStore(keyFile).supportsFileAttributeView("posix")) {
      Set<PosixFilePermission> found = Files.getPosixFilePermissions(keyFile);
      if (!OWNER_ONLY.containsAll(found)) {
        throw new IOException(keyFile + ": a key must be readable by its owner alone, found mode "
            + PosixFilePermissions.toString(found) + "; run: chmod 600 " + keyFile);
      }
    }
    String text = new String(BoundedFile.readNamed(keyFile, KEY_FILE_BYTES_MAX), StandardCharsets.ISO_8859_1).strip();
    try {
      return new NodeIdentity(seedBytes(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(keyFile + ": " + e.getMessage(), e);
    }
  }

  private static void create(Path keyFile) throws IOException {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    // Written beside and linked into place, so that nobody ever reads half a key.
    Path fresh = keyFile.resolveSibling(keyFile.getFileName() + "." + Long.toHexString(new SecureRandom().nextLong()));
    try {
      if (keyFile.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      } else {
        Files.createFile(fresh);
      }
      Files.writeString(fresh, seedText(seed) + "\n", StandardCharsets.ISO_8859_1, StandardOpenOption.WRITE,
          StandardOpenOption.DSYNC);
      placeUnlessThere(fresh, keyFile);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void placeUnlessThere(Path fresh, Path keyFile) throws IOException {
    try {
      Files.createLink(keyFile, fresh);
    } catch (FileAlreadyExistsException theOtherProcessWon) {
      return;
    } catch (UnsupportedOperationException | AtomicMoveNotSupportedException noHardLinks) {
      Files.move(fresh, keyFile);
    }
  }

  /** The public key, 56 characters beginning {@code U}. */
  public String nodeKey() {
    return nodeKey.text();
  }

  public NodeKey publicKey() {
    return nodeKey;
  }

  /** The Ed25519 signature, 64 bytes. */
  public byte[] sign(byte[] data) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(privateKey);
      ed25519.update(data);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 refused to sign", e);
    }
  }

  static String seedText(byte[] seed) {
    byte[] plain = new byte[2 + SEED_BYTES];
    plain[0] = (byte) (SEED_PREFIX | NodeKey.USER_PREFIX >> 5);
    plain[1] = 0; // the low bits of the prefix U are none
    System.arraycopy(seed, 0, plain, 2, SEED_BYTES);
    return Base32.encode(NodeKey.withChecksum(plain));
  }

  private static byte[] seedBytes(String text) {
    if (text.length() != SEED_CHARS || !text.startsWith("SU")) {
      throw new IllegalArgumentException("expected a user seed of " + SEED_CHARS + " characters beginning SU");
    }
    byte[] plain = NodeKey.checked(Base32.decode(text));
    return Arrays.copyOfRange(plain, 2, plain.length);
  }

  /** The JDK derives a public key only while generating a pair, and takes the seed as that generator's randomness. */
  private static byte[] publicBytes(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
    var point = ((EdECPublicKey) generator.generateKeyPair().getPublic()).getPoint();
    byte[] bigEndian = point.getY().toByteArray();
    byte[] key = new byte[SEED_BYTES];
    for (int i = 0; i < bigEndian.length && i < SEED_BYTES; i++) {
      key[i] = bigEndian[bigEndian.length - 1 - i];
    }
    if (point.isXOdd()) {
      key[SEED_BYTES - 1] |= (byte) 0x80;
    }
    return key;
  }

  private static final class FixedRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    FixedRandom(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
