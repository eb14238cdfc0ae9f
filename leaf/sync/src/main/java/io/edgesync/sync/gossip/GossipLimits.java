package io.edgesync.sync.gossip;

import java.time.Duration;

/**
 * Bounds and paces of gossip, for one project.
 *
 * @param namesPerAnnouncement names in one message; more become several messages
 * @param announcedMax         names that wait to be announced to one audience; with more nobody is told any, and beacons tell of them
 * @param wantsMax             names remembered as announced, over all nodes, where projects are few; beyond it a comparison with the announcing node takes their place
 * @param nodesMax             nodes remembered, where projects are few
 * @param sessionsMax          sessions that we run at the same time
 * @param announceEvery        between two announcements; what comes meanwhile goes together
 * @param compareEvery       about how long after a comparison began the next one may: meanwhile others say what they have by then
 * @param fetchSpacing         for each node that may be about to ask for the same, how much longer we may wait before we ask
 * @param crowd                up to so many others nobody waits
 * @param sessionTurn          how long a session may keep its place when others wait for one
 * @param retryMin             pause after a session that its peer did not answer
 * @param retryMax             the pause doubles up to this
 * @param quietMax             between two comparisons with different nodes that all have one digest, which brought nothing
 * @param vainMax              between two comparisons with a node by which no artifact moved either way, however often it says another digest
 */
public record GossipLimits(int namesPerAnnouncement, int announcedMax, int wantsMax, int nodesMax, int sessionsMax,
    Duration announceEvery, Duration compareEvery, Duration fetchSpacing, int crowd, Duration sessionTurn,
    Duration retryMin,
    Duration retryMax, Duration quietMax, Duration vainMax) {

  public static final GossipLimits DEFAULT = new GossipLimits(500, 5_000, 20_000, 10_000, 16, Duration.ofMillis(20),
      Duration.ofMillis(400), Duration.ofMillis(2), 8, Duration.ofSeconds(30), Duration.ofSeconds(1),
      Duration.ofMinutes(2),
      Duration.ofMinutes(15), Duration.ofSeconds(30));

  /** Of all projects of a daemon together, each of which has an equal part. */
  private static final int WANTS_OF_ALL_MAX = 100_000;
  private static final int WANTS_MIN = 100;
  /** Likewise: a node that is heard of in a project takes a kilobyte there, with its part of the status. */
  private static final int NODES_OF_ALL_MAX = 50_000;
  private static final int NODES_MIN = 100;

  public GossipLimits withNodesMax(int nodes) {
    return new GossipLimits(namesPerAnnouncement, announcedMax, wantsMax, nodes, sessionsMax, announceEvery,
        compareEvery, fetchSpacing, crowd, sessionTurn, retryMin, retryMax, quietMax, vainMax);
  }

  public GossipLimits withWantsMax(int names) {
    return new GossipLimits(namesPerAnnouncement, announcedMax, names, nodesMax, sessionsMax, announceEvery,
        compareEvery, fetchSpacing, crowd, sessionTurn, retryMin, retryMax, quietMax, vainMax);
  }

  public GossipLimits withSessionsMax(int sessions) {
    return new GossipLimits(namesPerAnnouncement, announcedMax, wantsMax, nodesMax, sessions, announceEvery,
        compareEvery, fetchSpacing, crowd, sessionTurn, retryMin, retryMax, quietMax, vainMax);
  }

  /** {@link #wantsMax} for one of so many projects of a daemon, however much is made up about each of them. */
  public int wantsMax(int projects) {
    return Math.min(wantsMax, Math.max(WANTS_MIN, WANTS_OF_ALL_MAX / Math.max(1, projects)));
  }

  /** {@link #nodesMax} for one of so many projects of a daemon, under however many names somebody speaks about each of them. */
  public int nodesMax(int projects) {
    return Math.min(nodesMax, Math.max(NODES_MIN, NODES_OF_ALL_MAX / Math.max(1, projects)));
  }
}
