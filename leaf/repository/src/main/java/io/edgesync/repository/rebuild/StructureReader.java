package io.edgesync.repository.rebuild;

import io.edgesync.repository.crosslink.TaggedVersion;
import io.edgesync.repository.structure.Artifact;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.Attachment;
import io.edgesync.repository.structure.ClusterArtifact;
import io.edgesync.repository.structure.ControlArtifact;
import io.edgesync.repository.structure.FileList;
import io.edgesync.repository.structure.ForumPost;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.Technote;
import io.edgesync.repository.structure.TicketChange;
import io.edgesync.repository.structure.WikiPage;
import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills a {@link Catalog} with the structural artifacts that a pass meets; manifests are read through their delta neighbour. */
final class StructureReader implements ArtifactPass.Reader {

  private final ArtifactSlots slots;
  private final PathNames paths;
  private final Catalog catalog;
  private final ManifestChanges changes = new ManifestChanges();
  /** Few people make thousands of check-ins. */
  private final Map<String, String> users = new HashMap<>();
  private final BitSet missed = new BitSet();
  private boolean closed;

  StructureReader(ArtifactSlots slots, PathNames paths, Catalog catalog) {
    this.slots = slots;
    this.paths = paths;
    this.catalog = catalog;
  }

  /** From now on the catalog stays as it is; structural artifacts that are met nevertheless are only noted. */
  void close() {
    closed = true;
  }

  /** Opens the catalog again. */
  void reopen() {
    closed = false;
  }

  /** Slots of structural artifacts that were met while the catalog was closed. */
  BitSet missed() {
    return missed;
  }

  @Override
  public int read(int slot, Expansion expansion, int neighbour, @Nullable Expansion source) {
    if (!ArtifactParser.looksStructural(expansion.array(), expansion.length())) {
      return 0;
    }
    if (closed) {
      if (ArtifactParser.parseOrNull(expansion.exact()) != null) {
        missed.set(slot);
      }
      return 0;
    }
    Checkin near = catalog.checkin(neighbour);
    // A renaming line of the neighbour's that stands here unchanged would be missing from the excerpt, and it counts again.
    if (near != null && near.linesCanBeShared() && near.renames().length == 0 && source != null) {
      int checksummed = readThrough(near, slot, expansion, source);
      if (checksummed > 0) {
        return checksummed;
      }
    }
    byte[] content = expansion.exact();
    Artifact artifact = ArtifactParser.parseOrNull(content);
    if (artifact != null) {
      add(slot, artifact, content);
    }
    return 0;
  }

  /** How many bytes the Z-card covers, which is yet to be checked; 0 where the text has to be parsed as a whole. */
  private int readThrough(Checkin near, int slot, Expansion content, Expansion source) {
    ManifestText text = ManifestText.find(content.array(), content.length());
    ManifestText neighbour = ManifestText.find(source.array(), source.length());
    ManifestChanges.Result result = text == null || neighbour == null ? null : changes.read(text, neighbour);
    if (text == null || result == null || result.excerpt().isDelta() != near.isDelta()) {
      return 0;
    }
    FileTree own = near.own();
    for (byte[] name : result.removed()) {
      int path = paths.find(name);
      if (path == PathNames.ABSENT) {
        return 0;
      }
      own = own.with(path, 0);
    }
    Manifest excerpt = result.excerpt();
    FileList files = excerpt.files();
    for (int i = 0; i < files.size(); i++) {
      own = own.with(paths.id(files.nameBytes(i)), value(files, i));
    }
    catalog.add(new Catalog.Entry.OfCheckin(checkin(slot, excerpt, own, true)));
    return text.checksumAt();
  }

  private void add(int slot, Artifact artifact, byte[] content) {
    switch (artifact) {
      case Manifest manifest -> {
        ManifestText text = ManifestText.find(content, content.length);
        boolean shared = text != null && text.lines() == manifest.files().size();
        catalog.add(new Catalog.Entry.OfCheckin(checkin(slot, manifest, tree(manifest.files()), shared)));
      }
      case ControlArtifact control -> catalog.add(new Catalog.Entry.OfControl(slot, control));
      case ClusterArtifact cluster -> catalog.add(new Catalog.Entry.OfCluster(slot, cluster));
      case WikiPage page -> catalog.add(new Catalog.Entry.OfOther(slot, TaggedVersion.of(page)));
      case TicketChange change -> catalog.add(new Catalog.Entry.OfOther(slot, TaggedVersion.of(change)));
      case Attachment attachment -> catalog.add(new Catalog.Entry.OfOther(slot, TaggedVersion.of(attachment)));
      case Technote note -> catalog.add(new Catalog.Entry.OfOther(slot, TaggedVersion.of(note)));
      case ForumPost post -> catalog.add(new Catalog.Entry.OfOther(slot, TaggedVersion.of(post)));
    }
  }

  private Checkin checkin(int slot, Manifest manifest, FileTree own, boolean linesCanBeShared) {
    int[] parents = manifest.parents().stream().mapToInt(slots::slot).toArray();
    Hash baseline = manifest.baseline();
    String user = manifest.user();
    return new Checkin(slot, parents, baseline == null ? -1 : slots.slot(baseline), manifest.julianDay(), own,
        renames(manifest.files()), manifest.cherryPicks(), manifest.tags(),
        user == null ? null : users.computeIfAbsent(user, u -> u), manifest.comment(), linesCanBeShared);
  }

  private FileTree tree(FileList files) {
    FileTree tree = FileTree.EMPTY;
    for (int i = 0; i < files.size(); i++) {
      tree = tree.with(paths.id(files.nameBytes(i)), value(files, i));
    }
    return tree;
  }

  private int value(FileList files, int index) {
    Hash hash = files.hash(index);
    return hash == null ? FileTree.DELETED : FileTree.held(slots.slot(hash), files.mperm(index));
  }

  /** Pairs of new and old name. */
  private int[] renames(FileList files) {
    List<Integer> pairs = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      byte[] old = files.oldNameBytes(i);
      if (old != null) {
        pairs.add(paths.id(files.nameBytes(i)));
        pairs.add(paths.id(old));
      }
    }
    return pairs.stream().mapToInt(Integer::intValue).toArray();
  }
}
