package io.edgesync.mesh.monitor;

/** There are too many large answers under way; the message is for whoever asks. */
final class NoRoomException extends Exception {
  private static final long serialVersionUID = 1L;

  NoRoomException(String message) {
    super(message);
  }
}
