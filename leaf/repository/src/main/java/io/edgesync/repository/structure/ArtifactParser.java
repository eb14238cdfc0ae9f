package io.edgesync.repository.structure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells structural artifacts from other content and reads them. It accepts exactly what Fossil's parser accepts (Fossil {@code
 * src/manifest.c}, {@code manifest_parse()}); a text that it refuses is a file's content, nothing worse.
 */
public final class ArtifactParser {

  private static final byte[] SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----".getBytes(StandardCharsets.US_ASCII);
  /** As far as Fossil 2.21 compares it; the dashes that should follow are not looked at. */
  private static final byte[] SIGNATURE = "\n-----BEGIN PGP SIGNATURE".getBytes(StandardCharsets.US_ASCII);
  /** Length of a Z-card with its line feed. */
  private static final int CHECKSUM_CARD_BYTES = 35;
  /** File lists keep offsets in 29 bits; no structural artifact comes near. */
  private static final int BYTES_MAX = 1 << 29;

  private ArtifactParser() {}

  /** The artifact that {@code content} is, or empty. The result may keep {@code content}, which must not change. */
  public static Optional<Artifact> parse(byte[] content) {
    return Optional.ofNullable(parseOrNull(content));
  }

  /** As {@link #parse}, for callers that ask for hundreds of thousands. */
  public static @Nullable Artifact parseOrNull(byte[] content) {
    if (!looksStructural(content)) {
      return null;
    }
    try {
      return read(content);
    } catch (MalformedArtifactException refused) {
      return null;
    }
  }

  /** As {@link #parseOrNull}, for callers that can use one kind of artifact: {@code null} where the content is of another. */
  public static <T extends Artifact> @Nullable T parseAs(byte[] content, Class<T> kind) {
    Artifact artifact = parseOrNull(content);
    return kind.isInstance(artifact) ? kind.cast(artifact) : null;
  }

  /** As {@link #parse}, for those who want to know why not. */
  public static Artifact explain(byte[] content) throws MalformedArtifactException {
    if (content.length == 0) {
      throw new MalformedArtifactException("zero-length");
    }
    if (content[content.length - 1] != '\n') {
      throw new MalformedArtifactException("not terminated with a line feed");
    }
    if (!looksStructural(content)) {
      throw new MalformedArtifactException("line 1 not recognized");
    }
    return read(content);
  }

  /** Whether content may be structural: a look at its two ends, which refuses nearly all other content. */
  public static boolean looksStructural(byte[] content) {
    return looksStructural(content, content.length);
  }

  /** The same of the first {@code n} bytes. */
  public static boolean looksStructural(byte[] content, int n) {
    if (n < 10 || n >= BYTES_MAX || content[n - 1] != '\n') {
      return false;
    }
    byte first = content[0];
    return (first >= 'A' && first <= 'Z' && content[1] == ' ' && lastLineIsCard(content, n))
        || (first == '-' && isSigned(content, n));
  }

  /** Spares a file that is nearly a manifest from being read to its end: exports keep them with a line of comment below. */
  private static boolean lastLineIsCard(byte[] content, int n) {
    int start = n - 1;
    while (start > 0 && content[start - 1] != '\n') {
      start--;
    }
    // Fossil takes a NUL alone in the last line for the end of the cards.
    return (content[start] >= 'A' && content[start] <= 'Z') || content[start] == 0;
  }

  private static boolean isSigned(byte[] content, int n) {
    return n > SIGNED.length
        && Arrays.equals(content, 0, SIGNED.length, SIGNED, 0, SIGNED.length);
  }

  private static Artifact read(byte[] content) throws MalformedArtifactException {
    int from = 0;
    int to = content.length;
    if (content[0] == '-' && isSigned(content, content.length)) {
      from = afterBlankLine(content);
      to = beforeSignature(content, from);
    }
    if (to - from < 10 || content[from] < 'A' || content[from] > 'Z' || content[from + 1] != ' ') {
      throw new MalformedArtifactException("line 1 not recognized");
    }
    Artifact artifact = new CardReader(content, from, to).read();
    verifyChecksum(content, from, to);
    return artifact;
  }

  /** Where the text inside a clear-signature begins; the whole text when no blank line follows the headers. */
  private static int afterBlankLine(byte[] content) {
    for (int i = SIGNED.length; i < content.length; i++) {
      if (content[i - 1] == '\n'
          && (content[i - 2] == '\n' || (content[i - 2] == '\r' && content[i - 3] == '\n'))) {
        return i;
      }
    }
    return 0;
  }

  private static int beforeSignature(byte[] content, int from) {
    for (int i = content.length - SIGNATURE.length; i >= from; i--) {
      if (content[i] == '\n'
          && Arrays.equals(content, i, i + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
        return i + 1;
      }
    }
    return content.length;
  }

  /** The Z-card, where the text ends in one; a check-in may do without for the sake of history. */
  private static void verifyChecksum(byte[] content, int from, int to)
      throws MalformedArtifactException {
    int card = to - CHECKSUM_CARD_BYTES;
    if (card < from || content[card] != 'Z' || content[card + 1] != ' ') {
      return;
    }
    MessageDigest md5;
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
    md5.update(content, from, card - from);
    String expected = HexFormat.of().formatHex(md5.digest());
    for (int i = 0; i < expected.length(); i++) {
      if (content[card + 2 + i] != expected.charAt(i)) {
        throw new MalformedArtifactException("incorrect Z-card checksum: expected " + expected);
      }
    }
  }
}
