package io.edgesync.mesh.broker;

/**
 * How the tables of interest are doing, over one account or several.
 *
 * @param subscriptions that there are now
 * @param cached subjects whose receivers are known without a search
 * @param inserts subscriptions ever made
 * @param removes subscriptions ever ended
 * @param matches how often receivers were asked for, beside those that connections remember by themselves
 * @param hits how often the answer was known
 * @param fanoutMax receivers of the cached subject that has most
 * @param fanoutSum receivers of all cached subjects
 */
public record InterestStatus(int subscriptions, int cached, long inserts, long removes, long matches, long hits,
    int fanoutMax, long fanoutSum) {
  static final InterestStatus NONE = new InterestStatus(0, 0, 0, 0, 0, 0, 0, 0);

  InterestStatus plus(InterestStatus other) {
    return new InterestStatus(subscriptions + other.subscriptions, cached + other.cached, inserts + other.inserts,
        removes + other.removes, matches + other.matches, hits + other.hits, Math.max(fanoutMax, other.fanoutMax),
        fanoutSum + other.fanoutSum);
  }
}
