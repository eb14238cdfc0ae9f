package io.edgesync.mesh.broker;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Looks after one link, that it closes no loop: first before what its peer announces counts, and whenever its peer announces what
 * leads back. A link that counts is not cut in haste: another one of the loop may be on its way out, and then this one is clean again.
 * On the link's event loop.
 */
final class LoopWatch {
  private static final long GIVE_WAY_MILLIS = 50;

  private final LeafLink link;
  private final LeafInterests interests;
  /** Our own subject has come by this link. */
  private boolean leadsBack;
  /** For another link to be gone. */
  private boolean waits;
  private boolean willLook;
  /** When the link began to count; read by routing threads. */
  private volatile long settledNanos;

  LoopWatch(LeafLink link, LeafInterests interests) {
    this.link = link;
    this.interests = interests;
  }

  /**
   * The peer has told all that it knew when the link came up.
   *
   * @param tell the peer is to hear then what we announce
   * @return whether from now on it counts; else the link is cut, or tried again when another is gone
   */
  boolean settle(boolean tell, Runnable again) {
    if (waits) {
      return false;
    }
    settledNanos = System.nanoTime();
    LeafLink obstacle = interests.settle(tell);
    if (obstacle == null) {
      return true;
    }
    waits = obstacle != link;
    obstacle.giveWay();
    if (waits) {
      link.alarms.in(GIVE_WAY_MILLIS, TimeUnit.MILLISECONDS, () -> {
        waits = false;
        again.run();
      });
    }
    return false;
  }

  /** The two ends may not know yet in which order this link and another have come. */
  boolean isYoung() {
    return System.nanoTime() - settledNanos < Loops.GRACE.toNanos();
  }

  void ownSubject(boolean came) {
    leadsBack = came;
    if (came) {
      look(true);
    }
  }

  /** The peer announced how else some server is reached. */
  void otherSubject() {
    if (interests.isSettled() && link.towardsHub()) {
      look(true);
    }
  }

  private void look(boolean first) {
    if (link.isFinished()) {
      return;
    }
    LeafLink goes = leadsBack ? link : link.router().oneOfTwins(link, interests.all());
    if (goes == null) {
      return;
    }
    boolean fresh = !interests.isSettled() && !waits;
    if (fresh || (interests.isSettled() && (leadsBack || !first) && link.router().letsCut(goes, first))) {
      goes.giveWay();
    } else if (!willLook) {
      willLook = true;
      long grace = Loops.GRACE.toMillis();
      link.alarms.in(grace + ThreadLocalRandom.current().nextLong(grace / 2), TimeUnit.MILLISECONDS, () -> {
        willLook = false;
        look(false);
      });
    }
  }
}
