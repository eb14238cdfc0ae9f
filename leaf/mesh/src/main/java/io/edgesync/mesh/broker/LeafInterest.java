package io.edgesync.mesh.broker;

import org.jspecify.annotations.Nullable;

/** What a leafnode peer announced with {@code LS+}. */
final class LeafInterest extends Interest {
  private final LeafLink link;
  /** Written under the router's lock, as interest changes; read there. */
  private int weight;

  LeafInterest(LeafLink link, String subject, @Nullable String queue, int weight) {
    super(subject, queue);
    this.link = link;
    this.weight = weight;
  }

  long bytes() {
    return bytes(pattern(), queue(), pattern());
  }

  LeafLink link() {
    return link;
  }

  /** A server is known by it; see {@link Interest#LOOP_PREFIX}. */
  boolean isLoopSubject() {
    return pattern().startsWith(LOOP_PREFIX);
  }

  @Override
  int weight() {
    return weight;
  }

  @Override
  SubscriptionStatus status(String account) {
    return new SubscriptionStatus(account, shownSubject(), shownQueue(), shownSubject(), 0, link.number);
  }

  void weight(int newWeight) {
    weight = newWeight;
  }
}
