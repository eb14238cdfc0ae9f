package io.edgesync.repository.structure;

import java.util.Arrays;

/** Collects the F-cards of one manifest. */
final class FileListReader {

  private final CardScanner scanner;
  private byte[] text;
  private int[] cells = new int[0];
  private int size;
  private boolean ownText;

  FileListReader(CardScanner scanner) {
    this.scanner = scanner;
    this.text = scanner.text;
  }

  int size() {
    return size;
  }

  FileList finish() {
    return size == 0 ? FileList.EMPTY : new FileList(text, Arrays.copyOf(cells, size * FileList.CELLS), size);
  }

  /** Reads one card; false if it names a file that is to be passed over. */
  boolean card(boolean isDelta) throws MalformedArtifactException {
    if (!scanner.next()) {
      throw new MalformedArtifactException("missing filename on F-card");
    }
    int name = scanner.start;
    int nameEnd = decoded();
    if (!FileNames.isSimplePath(text, name, nameEnd)) {
      throw new MalformedArtifactException("F-card filename is not a simple path");
    }
    int hash = 0;
    int hashEnd = 0;
    if (scanner.next()) {
      hash = scanner.start;
      hashEnd = scanner.stop;
      if (!CardScanner.isHash(scanner.text, hash, hashEnd)) {
        throw new MalformedArtifactException("F-card hash invalid");
      }
    } else if (!isDelta) {
      throw new MalformedArtifactException("missing hash on F-card");
    }
    FilePermission permission = scanner.next() ? permission() : FilePermission.REGULAR;
    int old = 0;
    int oldEnd = 0;
    if (scanner.next()) {
      old = scanner.start;
      oldEnd = decoded();
      if (!FileNames.isSimplePath(text, old, oldEnd)) {
        throw new MalformedArtifactException("F-card old filename is not a simple path");
      }
    }
    if (size > 0 && compareWithLast(name, nameEnd) >= 0) {
      throw new MalformedArtifactException("incorrect F-card sort order");
    }
    if (FileNames.isReserved(text, name, nameEnd)) {
      return false; // such names got into old manifests by mistake; Fossil passes over them
    }
    append(name, nameEnd, hash, FileList.withPermission(hashEnd, permission), old, oldEnd);
    return true;
  }

  private int compareWithLast(int name, int nameEnd) {
    int last = (size - 1) * FileList.CELLS;
    return CardScanner.compare(
        text, cells[last + FileList.NAME], cells[last + FileList.NAME_END], text, name, nameEnd);
  }

  private void append(int name, int nameEnd, int hash, int hashEnd, int old, int oldEnd) {
    int c = size * FileList.CELLS;
    if (c == cells.length) {
      // A card with a SHA1 name has about 70 bytes; the guess is cut to size in the end.
      int guess = Math.min((scanner.end - scanner.position) / 70, 1 << 16) + 4;
      cells = Arrays.copyOf(cells, c + Math.max(guess, size / 2) * FileList.CELLS);
    }
    cells[c + FileList.NAME] = name;
    cells[c + FileList.NAME_END] = nameEnd;
    cells[c + FileList.HASH] = hash;
    cells[c + FileList.HASH_END] = hashEnd;
    cells[c + FileList.OLD] = old;
    cells[c + FileList.OLD_END] = oldEnd;
    size++;
  }

  private FilePermission permission() {
    FilePermission found = FilePermission.REGULAR;
    for (int i = scanner.start; i < scanner.stop; i++) {
      if (scanner.text[i] == 'x') {
        return FilePermission.EXECUTABLE;
      }
      if (scanner.text[i] == 'l') {
        found = FilePermission.SYMLINK;
      }
    }
    return found;
  }

  /** Where the current argument ends once its escapes are undone, in this list's own copy of the text if there are any. */
  private int decoded() {
    if (!scanner.hasEscape()) {
      return scanner.stop;
    }
    if (!ownText) {
      text = text.clone();
      ownText = true;
    }
    return CardScanner.unescape(text, scanner.start, scanner.stop);
  }
}
