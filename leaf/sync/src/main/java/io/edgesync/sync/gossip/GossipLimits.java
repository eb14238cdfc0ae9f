package io.edgesync.sync.gossip;

import java.time.Duration;

/**
 * Bounds and paces of gossip.
 *
 * @param namesPerAnnouncement names in one message; more become several messages
 * @param wantsMax             names remembered as wanted; beyond it a whole comparison with the announcing node takes their place
 * @param nodesMax             nodes remembered
 * @param retryMin             pause after a session that its peer did not answer
 * @param retryMax             the pause doubles up to this
 */
public record GossipLimits(int namesPerAnnouncement, int wantsMax, int nodesMax, Duration retryMin, Duration retryMax) {

  public static final GossipLimits DEFAULT = new GossipLimits(500, 20_000, 10_000, Duration.ofSeconds(1),
      Duration.ofMinutes(5));
}
