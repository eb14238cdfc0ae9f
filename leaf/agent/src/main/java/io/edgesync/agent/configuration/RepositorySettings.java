package io.edgesync.agent.configuration;

import io.edgesync.sync.rights.Grants;
import io.edgesync.sync.session.Direction;
import java.util.List;

/**
 * How one repository takes part.
 *
 * @param direction   which way artifacts go between it and its peers, of the mesh and upstream: {@link Direction#PULL} gives nothing away,
 *                    {@link Direction#PUSH} takes nothing
 * @param privateToo  private artifacts are asked for and offered, where the peer allows it (capability {@code x})
 * @param unversioned unversioned files are kept equal, too
 * @param grants      who may do what without a Fossil login
 * @param upstreams   servers beside the mesh
 * @param bandwidth   bytes a second
 */
public record RepositorySettings(Direction direction, boolean privateToo, boolean unversioned, Grants grants,
    List<UpstreamSettings> upstreams, Bandwidth bandwidth) {

  public static final RepositorySettings STANDARD = new RepositorySettings(Direction.SYNC, false, false, Grants.NONE,
      List.of(), Bandwidth.UNLIMITED);

  public RepositorySettings {
    upstreams = List.copyOf(upstreams);
  }

  public RepositorySettings withDirection(Direction way) {
    return new RepositorySettings(way, privateToo, unversioned, grants, upstreams, bandwidth);
  }

  public RepositorySettings withPrivate(boolean is) {
    return new RepositorySettings(direction, is, unversioned, grants, upstreams, bandwidth);
  }

  public RepositorySettings withUnversioned(boolean is) {
    return new RepositorySettings(direction, privateToo, is, grants, upstreams, bandwidth);
  }

  public RepositorySettings withGrants(Grants all) {
    return new RepositorySettings(direction, privateToo, unversioned, all, upstreams, bandwidth);
  }

  public RepositorySettings withUpstreams(List<UpstreamSettings> servers) {
    return new RepositorySettings(direction, privateToo, unversioned, grants, servers, bandwidth);
  }

  public RepositorySettings withBandwidth(Bandwidth limit) {
    return new RepositorySettings(direction, privateToo, unversioned, grants, upstreams, limit);
  }
}
