package io.edgesync.sync.presence;

import io.edgesync.xfer.artifact.ProjectCode;

/** What the machine wants done. */
public sealed interface BeaconEffect {

  /** Say what we have, to one domain. */
  record Send(String domain) implements BeaconEffect {}

  /** The project should know what that node said. */
  record Tell(ProjectCode project, String node, String digest, String domain) implements BeaconEffect {}

  /** So many hear what is said in the domain. */
  record Audience(String domain, int nodes) implements BeaconEffect {}

  /** A node that was not known; {@code projects} are those of its beacon that are served here, too. */
  record Appeared(String node, int projects) implements BeaconEffect {}

  /** A node was not heard for long. */
  record Gone(String node) implements BeaconEffect {}

  /** Send a {@link BeaconEvent.Tick} at that moment; a later effect replaces it. */
  record WakeAt(long nanos) implements BeaconEffect {}
}
