package io.edgesync.sync.session;

/**
 * What went to and fro in a session. Rounds whose request never left do not count.
 *
 * @param received      artifacts stored that were not held before
 * @param sent          artifacts sent in rounds that the peer did not deny
 * @param bytesReceived uncompressed card bytes of replies
 * @param bytesSent     uncompressed card bytes of requests
 */
public record Traffic(int rounds, int received, int sent, long bytesReceived, long bytesSent) {

  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0);
}
