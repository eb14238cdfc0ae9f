package io.edgesync.xfer.envelope;

/** The forms in which the text of a body travels. */
public enum BodyForm {
  /** The text as it is; {@code application/x-fossil-uncompressed} and {@code -debug} over HTTP. */
  PLAIN,
  /** 4 bytes big-endian size of the text, then a zlib stream; {@code application/x-fossil} over HTTP. */
  ZLIB,
  /** As {@link #ZLIB} with level 0, for text whose payloads are compressed already. Readers take it for {@link #ZLIB}. */
  STORED
}
