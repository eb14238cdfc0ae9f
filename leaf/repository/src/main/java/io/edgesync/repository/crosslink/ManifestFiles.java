package io.edgesync.repository.crosslink;

import io.edgesync.repository.structure.FileList;
import io.edgesync.repository.structure.FileListBuilder;
import io.edgesync.repository.structure.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The files of a check-in: its own F-cards, and those of its baseline where it is a delta manifest.
 *
 * @param own      what the manifest itself lists
 * @param baseline the baseline's list; {@code null} for a manifest that is complete in itself
 */
public record ManifestFiles(FileList own, @Nullable FileList baseline) {

  /** Those of a check-in without files. */
  static final ManifestFiles NONE = new ManifestFiles(new FileListBuilder().build(), null);

  /** The files of a manifest without B-card. */
  public static ManifestFiles of(Manifest manifest) {
    return new ManifestFiles(manifest.files(), null);
  }

  /** The files of a delta manifest over those of its baseline. */
  public static ManifestFiles of(Manifest manifest, @Nullable Manifest baseline) {
    return new ManifestFiles(manifest.files(), baseline == null ? null : baseline.files());
  }

  public boolean isDelta() {
    return baseline != null;
  }

  /** One entry of a list. */
  @FunctionalInterface
  public interface Visitor {
    void file(FileList list, int index);
  }

  /** Visits the files of the check-in by name: the merge of both lists, the manifest's own entry winning. */
  public void forEach(Visitor visitor) {
    FileList base = baseline;
    if (base == null) {
      for (int i = 0; i < own.size(); i++) {
        visitor.file(own, i);
      }
      return;
    }
    int b = 0;
    int o = 0;
    while (b < base.size() || o < own.size()) {
      int order = b == base.size() ? 1 : o == own.size() ? -1 : base.compareNames(b, own, o);
      if (order < 0) {
        visitor.file(base, b++);
      } else {
        if (order > 0 || own.hasHash(o)) {
          visitor.file(own, o);
        }
        o++;
        if (order == 0) {
          b++;
        }
      }
    }
  }
}
