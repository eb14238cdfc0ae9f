package io.edgesync.sync.session;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the next request says.
 *
 * @param number  1 for the first round
 * @param pulls   asks for what the peer holds
 * @param pushes  offers what is held here: what is unsent (in the first round) and the list of what is unclustered
 * @param gimmes  artifacts asked for
 * @param files   artifacts that the peer asked for
 * @param cookie  what the peer gave us to say again, or null
 * @param ours    the peer is one of ours: requests may be larger and artifacts travel in stored form
 * @param namesClusters the peer still asked for artifacts: clusters may lead it to all that it lacks
 * @param wantsClusters the peer is asked to name its clusters
 */
record RoundPlan(int number, boolean pulls, boolean pushes, List<Hash> gimmes, List<Hash> files,
    @Nullable String cookie, boolean ours, boolean wantsClusters,
    boolean namesClusters) {

  RoundPlan {
    gimmes = List.copyOf(gimmes);
    files = List.copyOf(files);
  }

  boolean isFirst() {
    return number == 1;
  }
}
