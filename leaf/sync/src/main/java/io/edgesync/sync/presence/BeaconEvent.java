package io.edgesync.sync.presence;

import io.edgesync.xfer.artifact.ProjectCode;
import java.util.Map;

/** What the machine is told. A domain is what one publication reaches: a hub and all its leaves, a direct link, a foreign server. */
public sealed interface BeaconEvent {

  /**
   * A link of the domain came up, the first or one more: whoever is behind it has not heard of us.
   *
   * @param audience how many hear the domain, where this node is its hub and knows it; it speaks first then. 0 elsewhere
   */
  record DomainUp(String domain, int audience) implements BeaconEvent {}

  /** Somebody is heard by a domain that may not be known yet. */
  record DomainSeen(String domain) implements BeaconEvent {}

  /** The domain's last link went down. */
  record DomainDown(String domain) implements BeaconEvent {}

  /** The digest of a project of ours is another one, or it is served from now on. */
  record Changed(ProjectCode project, String digest) implements BeaconEvent {}

  /** Other rights are in force here, which others should hear of soon. */
  record RightsChanged() implements BeaconEvent {}

  /** A project is not served any more. */
  record Dropped(ProjectCode project) implements BeaconEvent {}

  /**
   * Somebody's beacon came by a domain.
   *
   * @param audience how many hear the domain, as its sender knows; 0 when it does not
   */
  record Heard(String node, String domain, Map<ProjectCode, String> digests, int audience) implements BeaconEvent {
    public Heard {
      digests = Map.copyOf(digests);
    }
  }

  /** The moment that {@link BeaconEffect.WakeAt} named, or any other moment. */
  record Tick() implements BeaconEvent {}
}
