package io.edgesync.repository.rebuild;

import io.edgesync.repository.structure.Artifact;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.xfer.card.FossilText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest through another one that is nearly the same and was read before: the one that it is stored as a delta of. Only
 * lines that differ go to the parser, in an excerpt that has all other cards, and beside each run of changed lines the unchanged
 * line before and after it. Whatever the parser says of the excerpt holds for the whole: unchanged lines were accepted in the
 * neighbour, in the same order, and the order across the seams is in the excerpt. A text of 50 kB costs a comparison of bytes and an
 * excerpt of some hundred.
 *
 * <p>One instance serves one thread.
 */
final class ManifestChanges {

  /**
   * @param excerpt the manifest with only the changed files and some unchanged ones
   * @param removed names of files that the neighbour lists and this one does not, or lists in a changed line
   */
  record Result(Manifest excerpt, List<byte[]> removed) {}

  private final MessageDigest md5;
  private final ByteArrayOutputStream excerpt = new ByteArrayOutputStream();
  private final List<byte[]> removed = new ArrayList<>();
  private ManifestText text;
  private int lines;
  private int lastAdded;
  private int lastKept;
  private boolean wantsNext;

  ManifestChanges() {
    text = new ManifestText(new byte[0], 0, 0, 0);
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** {@code null} where the excerpt does not read as expected; the whole text then has to be parsed. */
  @Nullable
  Result read(ManifestText manifest, ManifestText neighbour) {
    text = manifest;
    removed.clear();
    excerpt.reset();
    excerpt.write(manifest.text(), 0, manifest.filesFrom());
    lines = 0;
    lastAdded = -1;
    lastKept = -1;
    wantsNext = false;
    compare(neighbour);
    if (lines == 0) {
      add(manifest.filesFrom()); // an excerpt without F-cards could read as another kind of artifact
    }
    excerpt.write(manifest.text(), manifest.filesTo(), manifest.checksumAt() - manifest.filesTo());
    byte[] cards = excerpt.toByteArray();
    excerpt.writeBytes(("Z " + HexFormat.of().formatHex(md5.digest(cards)) + "\n").getBytes(StandardCharsets.US_ASCII));
    Artifact artifact = ArtifactParser.parseOrNull(excerpt.toByteArray());
    return artifact instanceof Manifest read && read.files().size() == lines
        ? new Result(read, List.copyOf(removed))
        : null;
  }

  private void compare(ManifestText neighbour) {
    byte[] before = neighbour.text();
    byte[] after = text.text();
    int a = neighbour.filesFrom();
    int b = text.filesFrom();
    int aEnd = neighbour.filesTo();
    int bEnd = text.filesTo();
    while (a < aEnd || b < bEnd) {
      int same = equalLines(before, a, aEnd, after, b, bEnd);
      if (same > 0) {
        kept(b, b + same);
        a += same;
        b += same;
      } else if (a < aEnd && (b == bEnd || compareNames(before, a, after, b) < 0)) {
        removed.add(name(before, a));
        a = ManifestText.endOfLine(before, a);
      } else {
        if (a < aEnd && compareNames(before, a, after, b) == 0) {
          a = ManifestText.endOfLine(before, a);
        }
        changed(b);
        b = ManifestText.endOfLine(after, b);
      }
    }
  }

  /** Bytes of whole lines that are the same from here on. */
  private static int equalLines(byte[] before, int a, int aEnd, byte[] after, int b, int bEnd) {
    int same = Arrays.mismatch(before, a, aEnd, after, b, bEnd);
    if (same < 0) {
      return aEnd - a;
    }
    while (same > 0 && before[a + same - 1] != '\n') {
      same--;
    }
    return same;
  }

  private void kept(int from, int to) {
    if (wantsNext) {
      add(from);
      wantsNext = false;
    }
    lastKept = ManifestText.startOfLine(text.text(), to - 1);
  }

  private void changed(int at) {
    if (lastKept > lastAdded) {
      add(lastKept);
    }
    add(at);
    wantsNext = true;
  }

  private void add(int at) {
    excerpt.write(text.text(), at, ManifestText.endOfLine(text.text(), at) - at);
    lastAdded = at;
    lines++;
  }

  /** Compares the names of two F-cards as they stand there; what matters is only that equal names are equal. */
  private static int compareNames(byte[] before, int a, byte[] after, int b) {
    return Arrays.compareUnsigned(before, a + 2, endOfName(before, a), after, b + 2, endOfName(after, b));
  }

  private static int endOfName(byte[] text, int card) {
    int i = card + 2;
    while (text[i] != ' ' && text[i] != '\n') {
      i++;
    }
    return i;
  }

  private static byte[] name(byte[] text, int card) {
    String token = new String(text, card + 2, endOfName(text, card) - card - 2, StandardCharsets.ISO_8859_1);
    return FossilText.unescape(token).getBytes(StandardCharsets.ISO_8859_1);
  }
}
