package io.edgesync.mesh.identity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A small file, read whole. What a file says of its own length is not believed: a device has none, and never ends. */
public final class BoundedFile {
  private BoundedFile() {}

  /**
   * @throws NoSuchFileException when there is none
   * @throws IOException when it cannot be read, or holds more than {@code bytesMax} bytes; the message says why, and does not name it
   */
  public static byte[] read(Path file, int bytesMax) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax) {
        throw new IOException("the file is larger than " + bytesMax + " bytes");
      }
      return bytes;
    } catch (AccessDeniedException e) {
      throw new IOException("permission denied", e);
    }
  }

  /** The same for a message that stands alone: it begins with the name. */
  public static byte[] readNamed(Path file, int bytesMax) throws IOException {
    try {
      return read(file, bytesMax);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
