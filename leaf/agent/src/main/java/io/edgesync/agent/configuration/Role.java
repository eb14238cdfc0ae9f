package io.edgesync.agent.configuration;

/** What a daemon is to those that it is linked with. */
public enum Role {
  LEAF, HUB, PEER;

  /** @throws IllegalArgumentException for another word */
  public static Role of(String word) {
    return switch (word) {
      case "leaf" -> LEAF;
      case "hub" -> HUB;
      case "peer" -> PEER;
      default -> throw new IllegalArgumentException("'" + word + "', expected leaf, hub or peer");
    };
  }
}
