package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.artifact.Crosslinking;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * Derives tables from artifacts while they arrive. Check-ins, control artifacts and clusters are crosslinked exactly as {@code
 * fossil rebuild} does.
 */
public final class Crosslinker implements Crosslinking {

  private final InstantSource clock;
  private final PendingPicks pendingPicks = new PendingPicks();

  /** @param clock dates the tag that marks clusters */
  public Crosslinker(InstantSource clock) {
    this.clock = clock;
  }

  /** Begins a batch of received artifacts: times of check-ins that come within two seconds of each other may be moved. */
  @Override
  public CrosslinkBatch begin(Connection connection, ArtifactAccess artifacts) throws SQLException {
    return new CrosslinkBatch(connection, artifacts, clock, pendingPicks, Occasion.RECEIVED);
  }

  /** Begins a batch of what is made here: as stock commands do, without moving times. */
  public CrosslinkBatch beginLocal(Connection connection, ArtifactAccess artifacts) throws SQLException {
    return new CrosslinkBatch(connection, artifacts, clock, pendingPicks, Occasion.LOCAL);
  }

  /**
   * Begins the part of a rebuild that goes artifact by artifact, after check-ins and their tags were crosslinked in bulk: nobody is
   * told of events that are not new, and {@code parent} tags were followed already.
   */
  public CrosslinkBatch beginRebuild(Connection connection, ArtifactAccess artifacts) throws SQLException {
    return new CrosslinkBatch(connection, artifacts, clock, new PendingPicks(), Occasion.REBUILD);
  }

  /**
   * Makes the rows of all tickets again: their tables are new, or what words their events has changed. Tables that are not new keep no row of
   * before.
   */
  public void replayTickets(Connection connection, ArtifactAccess artifacts) throws SQLException {
    CrosslinkBatch batch = beginRebuild(connection, artifacts);
    batch.replayTickets();
    batch.end();
  }
}
