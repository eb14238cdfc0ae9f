package io.edgesync.ops.soak;

import io.edgesync.cli.console.Failure;

/**
 * How hard two programs press one file.
 *
 * @param heldMillis       how long our longest transactions hold it
 * @param pauseMillis      our pause between transactions
 * @param stockPauseMillis stock's pause between commits
 */
record Pace(int heldMillis, int pauseMillis, int stockPauseMillis) {

  /** {@code HELD/PAUSE} or {@code HELD/PAUSE/STOCK}. */
  static Pace parse(String text) {
    String[] numbers = text.strip().split("/", -1);
    try {
      if (numbers.length == 2 || numbers.length == 3) {
        return new Pace(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]),
            numbers.length == 3 ? Integer.parseInt(numbers[2]) : 0);
      }
    } catch (NumberFormatException refused) {
      throw new Failure("pace " + text + ": expected milliseconds like 10/20 or 10/20/500", refused);
    }
    throw new Failure("pace " + text + ": expected milliseconds like 10/20 or 10/20/500");
  }

  @Override
  public String toString() {
    return heldMillis + "/" + pauseMillis + (stockPauseMillis == 0 ? "" : "/" + stockPauseMillis);
  }
}
