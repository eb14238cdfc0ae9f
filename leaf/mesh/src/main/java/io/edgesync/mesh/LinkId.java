package io.edgesync.mesh;

/** One leafnode connection, from its handshake to its end; a redial makes a new one. Means something in this process only. */
public record LinkId(long number) {

  @Override
  public String toString() {
    return "link-" + number;
  }
}
