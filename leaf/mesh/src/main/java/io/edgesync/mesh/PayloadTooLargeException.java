package io.edgesync.mesh;

/** A message exceeds the broker's {@code max_payload}. */
public final class PayloadTooLargeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int bytes;
  private final int bytesMax;

  public PayloadTooLargeException(String subject, int bytes, int bytesMax) {
    super(subject + ": headers and payload of " + bytes + " bytes exceed max_payload of " + bytesMax
        + " bytes; send the body in parts");
    this.bytes = bytes;
    this.bytesMax = bytesMax;
  }

  public int bytes() {
    return bytes;
  }

  public int bytesMax() {
    return bytesMax;
  }
}
