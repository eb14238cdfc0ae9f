package io.edgesync.xfer.artifact;

/**
 * The identity of a project, shared by every clone of it: 40 lower-case hexadecimal digits, the {@code project-code} row of
 * {@code config}. It is part of every password hash.
 */
public record ProjectCode(String hex) {

  public ProjectCode {
    if (!isProjectCode(hex)) {
      throw new IllegalArgumentException("not a project code (40 lower-case hexadecimal digits): " + hex);
    }
  }

  public static boolean isProjectCode(String text) {
    return text.length() == 40 && Hash.isHash(text);
  }

  @Override
  public String toString() {
    return hex;
  }
}
