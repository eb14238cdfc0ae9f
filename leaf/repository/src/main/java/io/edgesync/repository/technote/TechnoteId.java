package io.edgesync.repository.technote;

import io.edgesync.xfer.artifact.Hash;
import java.util.Locale;

/**
 * What stays the same over all versions of a technote. Unlike names of artifacts, the same digits in capitals are another id.
 *
 * @param digits 40 or 64 hexadecimal digits, as they stand in the E-card
 */
public record TechnoteId(String digits) {

  public TechnoteId {
    if (!isId(digits)) {
      throw new IllegalArgumentException("expected 40 or 64 hexadecimal digits, got " + digits);
    }
  }

  static boolean isId(String text) {
    return Hash.isHash(text.toLowerCase(Locale.ROOT));
  }

  /** The tag that every version of the technote has. */
  public String tag() {
    return Technotes.TAG + digits;
  }

  @Override
  public String toString() {
    return digits;
  }
}
