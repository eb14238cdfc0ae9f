package io.edgesync.repository.crosslink;

import io.edgesync.repository.artifact.ArtifactAccess;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Check-ins by rid, with the few last used kept parsed: a child's parent is usually the one before. */
final class Manifests {

  private static final int KEPT = 8;

  private final ArtifactAccess artifacts;
  private final Map<Long, Manifest> kept = new LinkedHashMap<>(16, 0.75f, true);

  Manifests(ArtifactAccess artifacts) {
    this.artifacts = artifacts;
  }

  void keep(long rid, Manifest manifest) {
    kept.put(rid, manifest);
    if (kept.size() > KEPT) {
      var oldest = kept.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** The check-in that {@code rid} is; {@code null} where it is not here or is something else. */
  @Nullable
  Manifest find(long rid) throws SQLException {
    Manifest known = kept.get(rid);
    if (known != null || rid == 0) {
      return known;
    }
    Manifest manifest = artifacts.expandAs(rid, Manifest.class);
    if (manifest != null) {
      keep(rid, manifest);
    }
    return manifest;
  }

  /** The files of a check-in; {@code null} where its baseline cannot be had. */
  @Nullable
  ManifestFiles files(Manifest manifest) throws SQLException {
    Hash baseline = manifest.baseline();
    if (baseline == null) {
      return ManifestFiles.of(manifest);
    }
    Manifest base = find(artifacts.ridFor(baseline, false, false));
    return base == null ? null : ManifestFiles.of(manifest, base);
  }
}
