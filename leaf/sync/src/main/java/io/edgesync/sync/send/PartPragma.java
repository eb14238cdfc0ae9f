package io.edgesync.sync.send;

import io.edgesync.repository.artifact.NameRange;
import io.edgesync.xfer.card.PragmaCard;
import java.util.List;
import java.util.Optional;

/**
 * Makes a clone between our own peers one of some names only, in an order that all copies of a project share, so that several peers give
 * a part each, and any of them goes on where another stopped: {@code pragma edgesync-part FROM BEFORE} ahead of {@code clone 3 1} asks for a
 * range of names, {@code pragma edgesync-part NEXT} in the reply, in place of {@code clone_seqno}, says from where to go on, {@code -} at the end.
 */
public final class PartPragma {

  private static final String PRAGMA = "edgesync-part";
  private static final String NOTHING_LEFT = "-";

  private PartPragma() {}

  public static PragmaCard asking(NameRange range) {
    return new PragmaCard(PRAGMA, List.of(range.from(), range.before()));
  }

  /** The range that is asked for. */
  public static Optional<NameRange> asked(PragmaCard card) {
    List<String> arguments = card.arguments();
    if (!card.name().equals(PRAGMA) || arguments.size() != 2 || !arguments.stream().allMatch(NameRange::isBound)
        || arguments.get(0).compareTo(arguments.get(1)) >= 0) {
      return Optional.empty();
    }
    return Optional.of(new NameRange(arguments.get(0), arguments.get(1)));
  }

  /** @param before the end of what was asked for, which says that nothing is left of it */
  static PragmaCard next(String next, String before) {
    return new PragmaCard(PRAGMA, List.of(next.equals(before) ? NOTHING_LEFT : next));
  }

  /**
   * From where a reply to {@code range} says to go on; the end of the range where nothing is left of it.
   *
   * @return empty for other cards, and for what lies outside
   */
  public static Optional<String> next(PragmaCard card, NameRange range) {
    List<String> arguments = card.arguments();
    if (!card.name().equals(PRAGMA) || arguments.size() != 1) {
      return Optional.empty();
    }
    String next = arguments.getFirst().equals(NOTHING_LEFT) ? range.before() : arguments.getFirst();
    return NameRange.isBound(next) && next.compareTo(range.from()) > 0 && next.compareTo(range.before()) <= 0
        ? Optional.of(next)
        : Optional.empty();
  }
}
