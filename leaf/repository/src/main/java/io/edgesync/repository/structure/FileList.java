package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The F-cards of one manifest, sorted by name in byte order. Names and hashes stay where they are in the artifact's bytes; an
 * entry costs six ints. Strings and {@link Hash}es are made when asked for.
 */
public final class FileList {

  /** The list of a manifest without F-cards. */
  public static final FileList EMPTY = new FileList(new byte[0], new int[0], 0);

  static final int NAME = 0;
  static final int NAME_END = 1;
  static final int HASH = 2;
  static final int HASH_END = 3;
  static final int OLD = 4;
  static final int OLD_END = 5;
  static final int CELLS = 6;
  /** Bits of the cell NAME_END above the offset would not fit; permissions sit in the sign-free top bits of HASH_END. */
  private static final int PERMISSION_SHIFT = 29;
  private static final int OFFSET_MASK = (1 << PERMISSION_SHIFT) - 1;

  private final byte[] text;
  private final int[] cells;
  private final int size;

  FileList(byte[] text, int[] cells, int size) {
    this.text = text;
    this.cells = cells;
    this.size = size;
  }

  static int withPermission(int hashEnd, FilePermission permission) {
    return hashEnd | permission.mperm() << PERMISSION_SHIFT;
  }

  public int size() {
    return size;
  }

  /** The name of entry {@code index}, unescaped. */
  public String name(int index) {
    int c = index * CELLS;
    return TextBytes.decode(text, cells[c + NAME], cells[c + NAME_END]);
  }

  /** The bytes of the name of entry {@code index}, a copy. */
  public byte[] nameBytes(int index) {
    int c = index * CELLS;
    return Arrays.copyOfRange(text, cells[c + NAME], cells[c + NAME_END]);
  }

  /** Whether entry {@code index} has a hash; one without is a deletion in a delta manifest. */
  public boolean hasHash(int index) {
    return cells[index * CELLS + HASH] != 0;
  }

  /** The content's name; {@code null} for a deletion. */
  public @Nullable Hash hash(int index) {
    int c = index * CELLS;
    int from = cells[c + HASH];
    if (from == 0) {
      return null;
    }
    String digits = new String(text, from, (cells[c + HASH_END] & OFFSET_MASK) - from, StandardCharsets.ISO_8859_1);
    return new Hash(digits.toLowerCase(Locale.ROOT));
  }

  public FilePermission permission(int index) {
    return FilePermission.ofMperm(cells[index * CELLS + HASH_END] >>> PERMISSION_SHIFT);
  }

  /** The value of {@code mlink.mperm} for this entry. */
  public int mperm(int index) {
    return cells[index * CELLS + HASH_END] >>> PERMISSION_SHIFT;
  }

  public boolean hasOldName(int index) {
    return cells[index * CELLS + OLD] != 0;
  }

  /** The name that the file had in the parent, if this check-in renames it. */
  public @Nullable String oldName(int index) {
    int c = index * CELLS;
    int from = cells[c + OLD];
    return from == 0
        ? null
        : TextBytes.decode(text, from, cells[c + OLD_END]);
  }

  /** Compares the names of two entries in byte order. */
  public int compareNames(int index, FileList other, int otherIndex) {
    int c = index * CELLS;
    int o = otherIndex * CELLS;
    return CardScanner.compare(
        text, cells[c + NAME], cells[c + NAME_END], other.text, other.cells[o + NAME], other.cells[o + NAME_END]);
  }

  /** The bytes of {@link #oldName}, a copy. */
  public byte @Nullable [] oldNameBytes(int index) {
    int c = index * CELLS;
    return cells[c + OLD] == 0 ? null : Arrays.copyOfRange(text, cells[c + OLD], cells[c + OLD_END]);
  }

  /** Whether two entries have the same content; two deletions have. */
  public boolean sameHash(int index, FileList other, int otherIndex) {
    int c = index * CELLS;
    int o = otherIndex * CELLS;
    return Arrays.equals(
        text, cells[c + HASH], cells[c + HASH_END] & OFFSET_MASK,
        other.text, other.cells[o + HASH], other.cells[o + HASH_END] & OFFSET_MASK);
  }

  /** The index of the entry named like {@code other}'s entry, or -1. */
  public int find(FileList other, int otherIndex) {
    int o = otherIndex * CELLS;
    return find(other.text, other.cells[o + NAME], other.cells[o + NAME_END]);
  }

  /** The index of the entry with the old name of {@code other}'s entry, which must have one; -1 if there is none. */
  public int findOldName(FileList other, int otherIndex) {
    int o = otherIndex * CELLS;
    return find(other.text, other.cells[o + OLD], other.cells[o + OLD_END]);
  }

  /** The index of the entry of this name, or -1. */
  public int find(String name) {
    byte[] bytes = TextBytes.encode(name);
    return find(bytes, 0, bytes.length);
  }

  private int find(byte[] name, int from, int to) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int c = middle * CELLS;
      int order = CardScanner.compare(text, cells[c + NAME], cells[c + NAME_END], name, from, to);
      if (order < 0) {
        low = middle + 1;
      } else if (order > 0) {
        high = middle - 1;
      } else {
        return middle;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return size + " files";
  }
}
