package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A T-card.
 *
 * @param name the tag's name without the sign, for example {@code sym-trunk}
 * @param target the tagged artifact; {@code null} for {@code *}, the artifact that carries the card
 * @param digits the target's name as it stands in the card, where upper case is taken, too; {@code null} for {@code *}
 */
public record TagChange(
    Kind kind, String name, @Nullable Hash target, @Nullable String value, @Nullable String digits) {

  public TagChange {
    if (target == null ? digits != null : !target.hex().equalsIgnoreCase(digits)) {
      throw new IllegalArgumentException("target " + target + " as " + digits);
    }
  }

  public TagChange(Kind kind, String name, @Nullable Hash target, @Nullable String value) {
    this(kind, name, target, value, target == null ? null : target.hex());
  }

  /** What happens to the tag, with the code that {@code tagxref.tagtype} uses. */
  public enum Kind {
    /** Ends a tag on its target, and its propagation below. */
    CANCEL('-', 0),
    /** Sets a tag on its target alone. */
    ADD('+', 1),
    /** Sets a tag that the target's descendants inherit. */
    PROPAGATE('*', 2);

    private final char sign;
    private final int tagType;

    Kind(char sign, int tagType) {
      this.sign = sign;
      this.tagType = tagType;
    }

    public char sign() {
      return sign;
    }

    /** The value of {@code tagxref.tagtype}. */
    public int tagType() {
      return tagType;
    }
  }

  /** Sign and name as they stand in the card, unescaped. */
  public String signedName() {
    return kind.sign() + name;
  }
}
