package io.edgesync.xfer.envelope;

import java.io.IOException;
import java.io.InputStream;

/** The text of a body, read as often as it takes. */
sealed interface BodyText extends AutoCloseable permits Spool, PackedText {

  /** Its bytes; of a {@link PackedText} they may be fewer. */
  long size();

  /** The bytes from {@code from} on; several readings may be open at once. */
  InputStream open(long from) throws IOException;

  /** Open readings fail from then on. */
  @Override
  void close();
}
