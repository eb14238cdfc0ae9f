package io.edgesync.repository.timeline;

/**
 * A place in the timeline of one repository file, just after an event; the next page begins there. Events that arrive meanwhile move
 * nothing: none is shown twice and none that was there is left out, unless somebody gives it another date.
 *
 * @param day   the date of the event, a Julian day
 * @param event tells events of one moment apart; means nothing in another file
 */
public record TimelinePosition(double day, long event) {

  /** Before the newest event. */
  public static final TimelinePosition NEWEST = new TimelinePosition(1e99, Long.MAX_VALUE);

  /** What {@link #toString} gave. */
  public static TimelinePosition parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException(text + ": expected a position as a page of a timeline gave it");
    }
    return new TimelinePosition(
        Double.longBitsToDouble(Long.parseUnsignedLong(text, 0, dot, 16)),
        Long.parseLong(text, dot + 1, text.length(), 10));
  }

  /** One word that {@link #parse} reads, for those who come back later. */
  @Override
  public String toString() {
    return Long.toHexString(Double.doubleToLongBits(day)) + "." + event;
  }
}
