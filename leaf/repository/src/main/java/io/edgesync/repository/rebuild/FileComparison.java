package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.CheckinRows;
import io.edgesync.repository.crosslink.ManifestFiles;
import io.edgesync.repository.structure.FileList;
import io.edgesync.repository.structure.FileListBuilder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code mlink} of a check-in, from trees. The rules are those of {@link CheckinRows}; this class only spares it the
 * files that are the same on both sides: they make no row, so both lists are cut down to the paths that may.
 */
final class FileComparison {

  private final Catalog catalog;
  private final ArtifactSlots slots;
  private final PathNames paths;

  FileComparison(Catalog catalog, ArtifactSlots slots, PathNames paths) {
    this.catalog = catalog;
    this.slots = slots;
    this.paths = paths;
  }

  /** Whether the files of a check-in can be had: a delta manifest needs its baseline, which must be complete in itself. */
  boolean hasFiles(@Nullable Checkin checkin) {
    return checkin != null && (!checkin.isDelta() || baseline(checkin) != null);
  }

  /** The rows of {@code child}; parents and picked check-ins are slots. */
  List<CheckinRows.Row> rows(Checkin child, int[] parents, int[] pickedFrom, int sourcesCount) {
    if (parents.length == 0) {
      BitSet all = new BitSet();
      child.own().forEach((path, value) -> all.set(path));
      return CheckinRows.of(new ManifestFiles(list(child.own(), all, new int[0]), null), null, List.of(), sourcesCount);
    }
    Checkin primary = catalog.source(parents[0]);
    if (primary == null) {
      return List.of();
    }
    boolean isComparable = hasFiles(primary);
    List<Checkin> others = new ArrayList<>();
    for (int i = 1; i < parents.length; i++) {
      if (isComparable || catalog.isBefore(child.slot(), parents[i])) {
        addWithFiles(parents[i], others);
      }
    }
    for (int picked : isComparable ? pickedFrom : new int[0]) {
      addWithFiles(picked, others);
    }
    BitSet relevant = new BitSet();
    if (isComparable) {
      addRelevant(primary, child, relevant);
    }
    for (Checkin other : others) {
      addRelevant(other, child, relevant);
    }
    List<CheckinRows.Source> sources = others.stream()
        .map(other -> new CheckinRows.Source(slots.rid(other.slot()), files(other, relevant)))
        .toList();
    return CheckinRows.of(files(child, relevant),
        new CheckinRows.Source(slots.rid(primary.slot()), isComparable ? files(primary, relevant) : null), sources,
        sourcesCount);
  }

  private void addWithFiles(int slot, List<Checkin> to) {
    Checkin checkin = catalog.source(slot);
    if (checkin != null && hasFiles(checkin)) {
      to.add(checkin);
    }
  }

  private @Nullable Checkin baseline(Checkin checkin) {
    Checkin baseline = catalog.checkin(checkin.baseline());
    return baseline == null || baseline.isDelta() ? null : baseline;
  }

  /** Every path that may make a row between the two. */
  private void addRelevant(Checkin parent, Checkin child, BitSet relevant) {
    for (int path : child.renames()) {
      relevant.set(path);
    }
    FileTree before = parent.own();
    Checkin parentBaseline = baseline(parent);
    if (parentBaseline != null) {
      parent.own().forEach((path, value) -> relevant.set(path));
      before = parentBaseline.own();
    }
    if (child.isDelta()) {
      child.own().forEach((path, value) -> relevant.set(path));
    } else {
      before.compare(child.own(), (path, first, second) -> relevant.set(path));
    }
  }

  private ManifestFiles files(Checkin checkin, BitSet relevant) {
    Checkin baseline = baseline(checkin);
    return new ManifestFiles(list(checkin.own(), relevant, checkin.renames()),
        baseline == null ? null : list(baseline.own(), relevant, new int[0]));
  }

  private FileList list(FileTree tree, BitSet relevant, int[] renames) {
    FileListBuilder builder = new FileListBuilder();
    relevant.stream().filter(path -> tree.get(path) != 0).boxed().sorted(paths::compare).forEach(path -> {
      int value = tree.get(path);
      builder.add(paths.bytes(path), value == FileTree.DELETED ? null : slots.hex(FileTree.slot(value)),
          value == FileTree.DELETED ? 0 : FileTree.mperm(value), oldName(path, renames));
    });
    return builder.build();
  }

  private byte @Nullable [] oldName(int path, int[] renames) {
    for (int i = 0; i < renames.length; i += 2) {
      if (renames[i] == path) {
        return paths.bytes(renames[i + 1]);
      }
    }
    return null;
  }
}
