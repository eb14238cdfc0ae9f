package io.edgesync.mesh.config;

import io.edgesync.mesh.broker.BrokerLimits;
import io.edgesync.mesh.broker.LameDuck;
import java.time.Duration;

/** The options that say how much clients may cost, and how long things may take. */
final class LimitsSection {
  private static final Duration LAME_DUCK_LEAST = Duration.ofSeconds(30);

  private final Problems problems;
  private BrokerLimits limits = BrokerLimits.DEFAULT;
  private LameDuck lameDuck = LameDuck.DEFAULT;

  LimitsSection(Problems problems) {
    this.problems = problems;
  }

  boolean take(String name, Value value) throws ConfigException {
    switch (name) {
      case "max_control_line" -> limits = limits.withControlLineBytesMax(Read.whole(value, 1, Integer.MAX_VALUE));
      case "max_payload" -> limits = limits.withPayloadBytesMax(payload(Read.whole(value, 0, Integer.MAX_VALUE)));
      case "max_pending" -> pending(value);
      case "max_connections", "max_conn" ->
        limits = limits.withConnectionsMax(orUnlimited(Read.whole(value, -1, Integer.MAX_VALUE)));
      case "max_subscriptions", "max_subs" -> limits = limits
          .withClients(limits.clients().withSubscriptionsMax(Math.max(0, Read.whole(value, -1, Integer.MAX_VALUE))));
      case "max_subscription_tokens", "max_sub_tokens" ->
        limits = limits.withClients(limits.clients().withSubscriptionTokensMax(Read.whole(value, 1, 255)));
      case "ping_interval" ->
        limits = limits.withPings(positive(name, value, BrokerLimits.DEFAULT.pingInterval()), limits.pingsOutMax());
      case "ping_max" -> limits = limits.withPings(limits.pingInterval(), pingsOut(value));
      case "write_deadline" ->
        limits = limits.withWriteDeadline(positive(name, value, BrokerLimits.DEFAULT.writeDeadline()));
      case "lame_duck_duration" -> lameDuck = new LameDuck(lameDuck.grace(), lameDuckDuration(name, value));
      case "lame_duck_grace_period" -> {
        Duration grace = Read.duration(name, value);
        if (grace.isNegative()) {
          throw new ConfigException(value.at(), "invalid lame_duck_grace_period, needs to be positive");
        }
        lameDuck = new LameDuck(grace, lameDuck.duration());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void pending(Value value) throws ConfigException {
    long bytes = Read.whole(value);
    if (bytes < 0) {
      throw new ConfigException(value.at(), "max_pending must be positive");
    }
    BrokerLimits standard = BrokerLimits.DEFAULT;
    limits = limits.withPending(bytes == 0 ? standard.clientPendingBytesMax() : bytes, standard.budgetBytesMax(),
        standard.linkHighWaterBytes());
  }

  /** Zero stands for the default, here and below. */
  private static int payload(int most) {
    return most == 0 ? BrokerLimits.DEFAULT.payloadBytesMax() : most;
  }

  private static int orUnlimited(int most) {
    return most > 0 ? most : most < 0 ? Integer.MAX_VALUE : BrokerLimits.DEFAULT.connectionsMax();
  }

  private static int pingsOut(Value value) throws ConfigException {
    int most = Read.whole(value, 0, Integer.MAX_VALUE - 1);
    return most == 0 ? BrokerLimits.DEFAULT.pingsOutMax() : most;
  }

  private Duration positive(String name, Value value, Duration standard) throws ConfigException {
    Duration duration = Read.duration(name, value, problems);
    if (duration.isNegative()) {
      throw new ConfigException(value.at(), "invalid " + name + ", needs to be positive");
    }
    return duration.isZero() ? standard : duration;
  }

  private static Duration lameDuckDuration(String name, Value value) throws ConfigException {
    Duration duration = Read.duration(name, value);
    if (duration.compareTo(LAME_DUCK_LEAST) < 0) {
      throw new ConfigException(value.at(),
          "invalid lame_duck_duration of " + Read.text(value) + ", minimum is 30 seconds");
    }
    return duration;
  }

  BrokerLimits limits() {
    return limits;
  }

  LameDuck lameDuck() {
    return lameDuck;
  }
}
