package io.edgesync.agent.configuration;

/**
 * What a repository may send and receive, in bytes a second over all its sessions and answers on the mesh and with its upstreams.
 *
 * @param upBytes   0 for no limit
 * @param downBytes 0 for no limit
 */
public record Bandwidth(long upBytes, long downBytes) {

  public static final Bandwidth UNLIMITED = new Bandwidth(0, 0);

  /** Less than this would keep a single round for minutes. */
  public static final long BYTES_MIN = 1024;

  public Bandwidth {
    if (isTooLittle(upBytes) || isTooLittle(downBytes)) {
      throw new IllegalArgumentException(
          "bandwidth: expected at least " + BYTES_MIN + " bytes a second, or 0 for no limit");
    }
  }

  private static boolean isTooLittle(long bytes) {
    return bytes < 0 || (bytes > 0 && bytes < BYTES_MIN);
  }
}
