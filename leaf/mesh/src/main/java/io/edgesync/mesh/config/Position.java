package io.edgesync.mesh.config;

/**
 * Where something stands, in {@code nats-server}'s way of counting: columns begin at 0 on the first line, at 1 on all others.
 *
 * @param source path of the file as it was given, or the flag of a command line
 * @param line 1 for the first; 0 for a flag, which has no lines
 */
public record Position(String source, int line, int column) {

  /** A flag of the command line. */
  public static Position ofFlag(String flag) {
    return new Position(flag, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
