package io.edgesync.repository.structure;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes a {@link FileList} of entries that do not lie side by side in one manifest's text, for those who keep files in another form. */
public final class FileListBuilder {

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private int[] cells = new int[8 * FileList.CELLS];
  private int size;

  public FileListBuilder() {
    text.write('\n'); // offset 0 means "absent"
  }

  /**
   * Appends an entry; entries come in byte order of their names.
   *
   * @param hash    hexadecimal digits; {@code null} for a deletion
   * @param oldName the name in the parent, of a renamed file
   */
  public FileListBuilder add(byte[] name, @Nullable String hash, int mperm, byte @Nullable [] oldName) {
    int c = size++ * FileList.CELLS;
    if (c == cells.length) {
      cells = Arrays.copyOf(cells, c * 2);
    }
    cells[c + FileList.NAME] = text.size();
    text.writeBytes(name);
    cells[c + FileList.NAME_END] = text.size();
    int hashEnd = 0;
    if (hash != null) {
      cells[c + FileList.HASH] = text.size();
      text.writeBytes(hash.getBytes(StandardCharsets.US_ASCII));
      hashEnd = text.size();
    }
    cells[c + FileList.HASH_END] = FileList.withPermission(hashEnd, FilePermission.ofMperm(mperm));
    if (oldName != null) {
      cells[c + FileList.OLD] = text.size();
      text.writeBytes(oldName);
      cells[c + FileList.OLD_END] = text.size();
    }
    return this;
  }

  public FileList build() {
    return size == 0
        ? FileList.EMPTY
        : new FileList(text.toByteArray(), Arrays.copyOf(cells, size * FileList.CELLS), size);
  }
}
