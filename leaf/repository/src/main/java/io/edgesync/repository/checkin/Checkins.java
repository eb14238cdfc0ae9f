package io.edgesync.repository.checkin;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.LocalStore;
import io.edgesync.repository.artifact.LocalStore.NewArtifact;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.MalformedArtifactException;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.structure.TextBytes;
import io.edgesync.repository.timeline.FileEntry;
import io.edgesync.repository.timeline.Timeline;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.content.Content;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes check-ins in a repository, without a working tree. */
public final class Checkins {

  /** How often a check-in without a given parent follows a tip that moved while it was prepared. */
  private static final int ATTEMPTS = 5;

  private final RepositoryDatabase database;
  private final ArtifactStore artifacts;
  private final LocalStore local;
  private final Timeline timeline;
  private final InstantSource clock;

  public Checkins(
      RepositoryDatabase database, ArtifactStore artifacts, LocalStore local, Timeline timeline, InstantSource clock) {
    this.database = database;
    this.artifacts = artifacts;
    this.local = local;
    this.timeline = timeline;
    this.clock = clock;
  }

  /** The parent is no leaf any more, though nobody asked for this very parent. */
  private static final class TipMoved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TipMoved() {
      super("the tip moved", null, false, false);
    }
  }

  /**
   * Makes a check-in and returns its name. When this returns it is on disk and crosslinked.
   *
   * @throws RepositoryException.Refused when it would fork, build on a closed check-in, change nothing, be older than its parent,
   *     or a path cannot be checked in; nothing is stored then
   */
  public Hash commit(CheckinRequest request) {
    request.files().keySet().forEach(FilePaths::check);
    for (int attempt = 1;; attempt++) {
      try {
        return attempt(request, attempt < ATTEMPTS);
      } catch (TipMoved again) {
        assert attempt < ATTEMPTS;
      }
    }
  }

  private Hash attempt(CheckinRequest request, boolean mayFollowTip) {
    Parent parent = database.read(session -> Parent.of(session, request));
    String newBranch = request.branch() == null || request.branch().equals(parent.branch()) ? null : request.branch();
    Instant date = date(request, parent);
    List<NewArtifact> created = new ArrayList<>();
    SortedMap<String, TreeFile> tree = tree(parent);
    boolean changed = lay(request, parent, tree, created);
    if (!changed && newBranch == null) {
      throw new RepositoryException.Refused("nothing has changed: the files are as in " + parent.hash());
    }
    String checksum = parent.usesChecksum() ? checksum(tree, request) : null;
    byte[] manifest = manifest(request, parent, date, tree, checksum, newBranch);
    Hash name = name(parent, List.of(manifest)).getFirst();
    created.add(new NewArtifact(name, manifest, parent.isPrivate()));
    boolean followsTip = mayFollowTip && request.parent() == null;
    local.store(
        Provenance.local(request.user()), created, session -> guard(session, request, parent, newBranch, followsTip));
    return name;
  }

  private Instant date(CheckinRequest request, Parent parent) {
    Instant date = request.date() == null ? clock.instant() : request.date();
    Instant before = JulianDay.toInstant(parent.julianDay());
    if (parent.hash() != null && before.truncatedTo(ChronoUnit.SECONDS).isAfter(date)) {
      throw new RepositoryException.Refused(
          "the check-in's date " + JulianDay.card(date) + " lies before its parent's, " + JulianDay.card(before)
              + "; check this device's clock, or give a later date");
    }
    return date;
  }

  private SortedMap<String, TreeFile> tree(Parent parent) {
    SortedMap<String, TreeFile> tree = new TreeMap<>(FilePaths.ORDER);
    Hash hash = parent.hash();
    if (hash != null) {
      for (FileEntry file : timeline.files(hash)) {
        tree.put(file.path(), new TreeFile(file.content(), file.permission()));
      }
    }
    return tree;
  }

  /** Lays the request's files over {@code tree}; returns whether that changed it. */
  private boolean lay(
      CheckinRequest request, Parent parent, SortedMap<String, TreeFile> tree, List<NewArtifact> created) {
    boolean changed = false;
    for (String path : request.deletes()) {
      if (tree.remove(path) == null) {
        throw new RepositoryException.Refused(path + ": cannot be deleted, " + parent.hash() + " has no such file");
      }
      changed = true;
    }
    List<Map.Entry<String, NewFile>> files = new ArrayList<>(request.files().entrySet());
    files.sort(Map.Entry.comparingByKey(FilePaths.ORDER));
    List<Hash> names = name(parent, files.stream().map(file -> file.getValue().content()).toList());
    for (int i = 0; i < files.size(); i++) {
      NewFile file = files.get(i).getValue();
      TreeFile laid = new TreeFile(names.get(i), file.permission());
      TreeFile before = tree.put(files.get(i).getKey(), laid);
      if (!laid.equals(before)) {
        changed = true;
        created.add(new NewArtifact(laid.content(), file.content(), parent.isPrivate()));
      }
    }
    return changed;
  }

  /** The names of contents: where the policy wants it, the name under which one is here already. */
  private List<Hash> name(Parent parent, List<byte[]> contents) {
    HashAlgorithm primary = parent.hashPolicy().primary();
    List<Hash> names = hashes(primary, contents);
    if (!parent.hashPolicy().reusesOtherName()) {
      return names;
    }
    HashAlgorithm other = primary == HashAlgorithm.SHA1 ? HashAlgorithm.SHA3_256 : HashAlgorithm.SHA1;
    List<Hash> others = hashes(other, contents);
    List<ArtifactStore.Known> known = artifacts.lookupAll(others);
    List<Hash> chosen = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      chosen.add(known.get(i).isHeld() ? others.get(i) : names.get(i));
    }
    return chosen;
  }

  private static List<Hash> hashes(HashAlgorithm algorithm, List<byte[]> contents) {
    Hash[] names = new Hash[contents.size()];
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      for (int i = 0; i < names.length; i++) {
        int index = i;
        byte[] content = contents.get(i);
        hasher.submit(algorithm, content, 0, content.length, name -> names[index] = name);
      }
      hasher.drain();
    }
    return List.of(names);
  }

  /** The R-card: MD5 over name, size and content of every file, one content in memory at a time. */
  private String checksum(SortedMap<String, TreeFile> tree, CheckinRequest request) {
    MessageDigest md5;
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
    tree.forEach(
        (path, file) -> {
          NewFile given = request.files().get(path);
          if (given != null) {
            update(md5, path, given.content(), 0, given.content().length);
          } else {
            try (Content content = held(path, file.content())) {
              update(md5, path, content.array(), content.offset(), content.size());
            }
          }
        });
    return HexFormat.of().formatHex(md5.digest());
  }

  private static void update(MessageDigest md5, String path, byte[] content, int offset, int length) {
    md5.update(TextBytes.encode(path + ' ' + length + '\n'));
    md5.update(content, offset, length);
  }

  private Content held(String path, Hash name) {
    return artifacts
        .load(name)
        .orElseThrow(
            () -> new RepositoryException.Refused(
                path + ": its content " + name + " is not here yet; synchronise first, then commit again"));
  }

  private byte[] manifest(
      CheckinRequest request,
      Parent parent,
      Instant date,
      SortedMap<String, TreeFile> tree,
      @Nullable String checksum,
      @Nullable String newBranch) {
    CheckinManifest writer = new CheckinManifest(request, parent, date, tree, checksum, newBranch);
    Hash baselineHash = null;
    Manifest baseline = null;
    Hash parentHash = parent.hash();
    if (parent.mayUseDelta() && parentHash != null) {
      Manifest before = timeline.manifest(parentHash);
      baselineHash = before.baseline() == null ? parentHash : before.baseline();
      baseline = before.baseline() == null ? before : timeline.manifest(baselineHash);
    }
    byte[] manifest = writer.bytes(baselineHash, baseline);
    try {
      ArtifactParser.explain(manifest);
    } catch (MalformedArtifactException refused) {
      throw new RepositoryException.Refused("the check-in would not be readable: " + refused.getMessage());
    }
    return manifest;
  }

  /** What must hold at the moment of storing. */
  private static void guard(
      SqlSession session, CheckinRequest request, Parent parent, @Nullable String newBranch, boolean followsTip)
      throws SQLException {
    if (parent.hash() == null || request.allowFork()) {
      return;
    }
    if (newBranch != null) {
      if (Parent.isOpenBranch(session, newBranch)) {
        throw new RepositoryException.Refused(
            "a branch " + newBranch + " is open already, and " + parent.hash()
                + " is not on it; choose another name, build on that branch's tip, or allow a fork (--allow-fork)");
      }
      return;
    }
    if (Parent.isClosed(session, parent.rid())) {
      throw new RepositoryException.Refused(
          parent.hash() + ": expected an open check-in to build on, it is closed; begin a new branch");
    }
    if (!parent.isPrivate() && !Parent.isLeaf(session, parent.rid())) {
      if (followsTip) {
        throw new TipMoved();
      }
      throw new RepositoryException.Refused(
          "would fork: " + parent.hash() + " is not the tip of " + parent.branch()
              + " any more; build on the tip, begin a new branch, or allow a fork (--allow-fork)");
    }
  }
}
