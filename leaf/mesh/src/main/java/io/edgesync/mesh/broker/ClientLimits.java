package io.edgesync.mesh.broker;

/**
 * What one client or link may have, and what is kept of those that are gone. {@link #DEFAULT} is {@code nats-server}'s.
 *
 * @param subscriptionsMax at one time; 0 for as many as it likes
 * @param subscriptionTokensMax tokens of a subject that is subscribed to; 0 for no limit but the broker's own
 * @param closedKeptMax closed connections that monitoring can still ask for
 */
public record ClientLimits(int subscriptionsMax, int subscriptionTokensMax, int closedKeptMax) {

  public static final ClientLimits DEFAULT = new ClientLimits(0, 0, 10_000);

  public ClientLimits {
    if (subscriptionsMax < 0 || subscriptionTokensMax < 0 || closedKeptMax < 0) {
      throw new IllegalArgumentException("limits must not be negative: " + subscriptionsMax + ", "
          + subscriptionTokensMax + ", " + closedKeptMax);
    }
  }

  /** Whether somebody with so many subscriptions may have no more; {@code usersMax} are those of its user, negative for any number. */
  boolean isReached(int subscriptions, long usersMax) {
    return (subscriptionsMax > 0 && subscriptions >= subscriptionsMax) || (usersMax >= 0 && subscriptions >= usersMax);
  }

  public ClientLimits withSubscriptionsMax(int max) {
    return new ClientLimits(max, subscriptionTokensMax, closedKeptMax);
  }

  public ClientLimits withSubscriptionTokensMax(int max) {
    return new ClientLimits(subscriptionsMax, max, closedKeptMax);
  }

  public ClientLimits withClosedKeptMax(int max) {
    return new ClientLimits(subscriptionsMax, subscriptionTokensMax, max);
  }
}
