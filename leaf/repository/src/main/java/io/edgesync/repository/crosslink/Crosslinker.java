package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.artifact.Crosslinking;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Derives tables from artifacts while they arrive. The result is what {@code fossil rebuild} makes of the same
 * artifacts, whatever the order.
 */
public final class Crosslinker implements Crosslinking {

  private final InstantSource clock;
  private final PendingPicks pendingPicks = new PendingPicks();
  private final EarlierPicks earlierPicks = new EarlierPicks(pendingPicks);
  private final KnownContests contests = new KnownContests();

  /** @param clock dates the tag that marks clusters */
  public Crosslinker(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Set<Hash> lookAhead(Map<Hash, byte[]> arriving, RepositoryDatabase database, Contents contents) {
    Map<Hash, Manifest> checkins = new LinkedHashMap<>();
    arriving.forEach((name, content) -> {
      Manifest manifest = ArtifactParser.parseAs(content, Manifest.class);
      if (manifest != null) {
        checkins.put(name, manifest);
      }
    });
    if (checkins.isEmpty()) {
      return Set.of();
    }
    earlierPicks.lookFor(checkins.values(), database, contents);
    return Relatives.of(checkins, database);
  }

  /** Begins a batch of received artifacts: times of check-ins that come within two seconds of each other may be moved. */
  @Override
  public CrosslinkBatch begin(SqlSession session, ArtifactAccess artifacts) throws SQLException {
    return new CrosslinkBatch(session, artifacts, clock, pendingPicks, earlierPicks, contests, Occasion.RECEIVED);
  }

  /** Begins a batch of what is made here: as stock commands do, without moving times. */
  public CrosslinkBatch beginLocal(SqlSession session, ArtifactAccess artifacts) throws SQLException {
    return new CrosslinkBatch(session, artifacts, clock, pendingPicks, earlierPicks, contests, Occasion.LOCAL);
  }

  /**
   * Begins what follows a rebuild in bulk, tags included: the artifacts that a rebuild itself makes, tickets that are replayed. Nobody is told of
   * events, and {@code parent} tags were followed already.
   */
  public CrosslinkBatch beginRebuild(SqlSession session, ArtifactAccess artifacts) throws SQLException {
    return new CrosslinkBatch(session, artifacts, clock, new PendingPicks(), earlierPicks, contests, Occasion.REBUILD);
  }

  /** As {@link #beginRebuild}, for artifacts whose {@link TaggedVersion} was crosslinked in bulk, together with all other tags. */
  public CrosslinkBatch beginTagged(SqlSession session, ArtifactAccess artifacts) throws SQLException {
    return new CrosslinkBatch(session, artifacts, clock, new PendingPicks(), earlierPicks, contests, Occasion.TAGGED);
  }

  /**
   * Makes the rows of all tickets again: their tables are new, or what words their events has changed. Tables that are not new keep no row of
   * before.
   */
  public void replayTickets(SqlSession session, ArtifactAccess artifacts) throws SQLException {
    CrosslinkBatch batch = beginRebuild(session, artifacts);
    batch.replayTickets();
    batch.end();
  }
}
