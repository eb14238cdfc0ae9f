package io.edgesync.repository.crosslink;

import io.edgesync.repository.structure.FileList;
import java.util.ArrayList;
import java.util.List;

/**
 * What changed between two check-ins, by Fossil's rules (Fossil {@code src/manifest.c, add_mlink()}): the child's own entries
 * first, then what only the parent shows. Pure; the order of the result is the order in which Fossil inserts.
 */
public final class FileChanges {

  private final ManifestFiles parent;
  private final ManifestFiles child;
  private final List<FileChange> changes = new ArrayList<>();

  private FileChanges(ManifestFiles parent, ManifestFiles child) {
    this.parent = parent;
    this.child = child;
  }

  /** The differences of {@code child} from {@code parent}. */
  public static List<FileChange> between(ManifestFiles parent, ManifestFiles child) {
    FileChanges comparison = new FileChanges(parent, child);
    comparison.childEntries();
    if (parent.isDelta() && child.isDelta()) {
      comparison.revertedEntries();
    } else if (!child.isDelta()) {
      comparison.missingEntries();
    }
    return comparison.changes;
  }

  /** The files of a check-in without parents: all of its own list are new. */
  public static List<FileChange> ofRoot(ManifestFiles root) {
    List<FileChange> all = new ArrayList<>(root.own().size());
    FileList own = root.own();
    for (int i = 0; i < own.size(); i++) {
      all.add(new FileChange(own.name(i), null, null, own.hash(i), own.mperm(i)));
    }
    return all;
  }

  private void childEntries() {
    FileList own = child.own();
    Seeker seeker = new Seeker(parent);
    for (int i = 0; i < own.size(); i++) {
      if (own.hasOldName(i)) {
        boolean known = seeker.seekOldName(own, i);
        changes.add(
            new FileChange(
                own.name(i), known ? own.oldName(i) : null, known ? seeker.list.hash(seeker.index) : null, own.hash(i),
                own.mperm(i)));
      } else if (seeker.seek(own, i)) {
        FileList list = seeker.list;
        int at = seeker.index;
        if (!own.sameHash(i, list, at) || own.mperm(i) != list.mperm(at)) {
          changes.add(new FileChange(own.name(i), null, list.hash(at), own.hash(i), own.mperm(i)));
        }
      } else if (own.hasHash(i)) {
        changes.add(new FileChange(own.name(i), null, null, own.hash(i), own.mperm(i)));
      }
    }
  }

  /** Between two delta manifests: what the parent changed or deleted and the child has as in the baseline again. */
  private void revertedEntries() {
    FileList before = parent.own();
    Seeker seeker = new Seeker(child);
    for (int i = 0; i < before.size(); i++) {
      if (before.hasHash(i) && child.own().find(before, i) >= 0) {
        continue;
      }
      if (seeker.seek(before, i)) {
        FileList list = seeker.list;
        int at = seeker.index;
        changes.add(new FileChange(list.name(at), null, before.hash(i), list.hash(at), list.mperm(at)));
      }
    }
  }

  private void missingEntries() {
    FileList after = child.own();
    int[] hint = {0};
    parent.forEach(
        (list, index) -> {
          // Both lists are sorted: the wanted entry is nearly always the one after the last found.
          int at = hint[0];
          int found = at < after.size() && after.compareNames(at, list, index) == 0 ? at : after.find(list, index);
          if (found >= 0) {
            hint[0] = found + 1;
          } else if (list.hasHash(index)) {
            changes.add(new FileChange(list.name(index), null, list.hash(index), null, 0));
          }
        });
  }

  /** Finds files of a check-in by name; an entry without hash in the manifest itself hides the baseline's only from being found there. */
  private static final class Seeker {
    private final ManifestFiles files;
    private int ownHint;
    private int baselineHint;
    FileList list;
    int index;

    Seeker(ManifestFiles files) {
      this.files = files;
      this.list = files.own();
    }

    boolean seek(FileList wanted, int at) {
      int found = find(files.own(), ownHint, wanted, at);
      if (found >= 0) {
        ownHint = found + 1;
        return found(files.own(), found);
      }
      FileList baseline = files.baseline();
      if (baseline == null) {
        return false;
      }
      found = find(baseline, baselineHint, wanted, at);
      if (found < 0) {
        return false;
      }
      baselineHint = found + 1;
      return found(baseline, found);
    }

    boolean seekOldName(FileList wanted, int at) {
      int found = files.own().findOldName(wanted, at);
      if (found >= 0) {
        return found(files.own(), found);
      }
      FileList baseline = files.baseline();
      found = baseline == null ? -1 : baseline.findOldName(wanted, at);
      return found >= 0 && baseline != null && found(baseline, found);
    }

    private static int find(FileList list, int hint, FileList wanted, int at) {
      return hint < list.size() && list.compareNames(hint, wanted, at) == 0 ? hint : list.find(wanted, at);
    }

    private boolean found(FileList where, int at) {
      list = where;
      index = at;
      return where.hasHash(at);
    }
  }
}
