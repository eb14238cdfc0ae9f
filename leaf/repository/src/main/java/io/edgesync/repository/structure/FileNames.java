package io.edgesync.repository.structure;

/** What a file may be called in a manifest. */
public final class FileNames {

  private FileNames() {}

  /** Relative, no empty, {@code .} or {@code ..} component, no trailing slash. */
  public static boolean isSimplePath(String path) {
    byte[] bytes = TextBytes.encode(path);
    return Names.isSimplePath(bytes, 0, bytes.length);
  }

  /** Whether Fossil uses the name for its own files in a check-out, such as {@code .fslckout}. */
  public static boolean isReserved(String path) {
    byte[] bytes = TextBytes.encode(path);
    return Names.isReserved(bytes, 0, bytes.length);
  }
}
