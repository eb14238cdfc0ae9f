package io.edgesync.sync.session;

import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the next request says.
 *
 * @param number  1 for the first round
 * @param pulls   asks for what the peer holds
 * @param pushes  gives what is held here, beginning with what is unsent
 * @param gimmes  artifacts asked for
 * @param files   artifacts that the peer asked for
 * @param cookie  what the peer gave us to say again, or null
 * @param ours    the peer is one of ours: requests may be larger and artifacts travel in stored form
 * @param namesClusters the peer still asked for artifacts: clusters may lead it to all that it lacks
 * @param wantsClusters the peer is asked to name its clusters
 * @param offers  with what is pushed goes the list of what is unclustered; not where ranges tell it
 * @param comparesAnew the sets are compared once more from the beginning
 */
record RoundPlan(int number, boolean pulls, boolean pushes, List<Hash> gimmes, List<Hash> files,
    @Nullable String cookie, boolean ours, boolean wantsClusters, boolean namesClusters, boolean offers,
    boolean comparesAnew) {

  RoundPlan {
    gimmes = List.copyOf(gimmes);
    files = List.copyOf(files);
  }

  boolean isFirst() {
    return number == 1;
  }
}
