package io.edgesync.repository.checkin;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.LocalStore;
import io.edgesync.repository.artifact.LocalStore.NewArtifact;
import io.edgesync.repository.checkin.CheckinRequest.FileChanges;
import io.edgesync.repository.structure.TextBytes;
import io.edgesync.repository.timeline.FileEntry;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The files of the check-in that is being made: the parent's, and the request's laid over them. Used once. */
final class CheckinTree {

  private final String parent;
  private final FileChanges changes;
  private final boolean isPrivate;
  private final SortedMap<String, TreeFile> files = new TreeMap<>(FilePaths.ORDER);
  private final List<NewArtifact> created = new ArrayList<>();
  private boolean isChanged;

  /** @param parent what messages call the parent */
  CheckinTree(String parent, List<FileEntry> before, FileChanges changes, boolean isPrivate) {
    this.parent = parent;
    this.changes = changes;
    this.isPrivate = isPrivate;
    before.forEach(file -> files.put(file.path(), new TreeFile(file.content(), file.permission(), null)));
  }

  SortedMap<String, TreeFile> files() {
    return files;
  }

  /** Contents to store. */
  List<NewArtifact> created() {
    return created;
  }

  boolean isChanged() {
    return isChanged;
  }

  /** Lays the request's changes over the parent's files. */
  void lay(LocalStore naming) {
    for (String path : changes.deletes()) {
      if (files.remove(path) == null) {
        throw new RepositoryException.Refused(path + ": cannot be deleted, " + parent + " has no such file");
      }
      isChanged = true;
    }
    move();
    List<Map.Entry<String, NewFile>> given = new ArrayList<>(changes.files().entrySet());
    given.sort(Map.Entry.comparingByKey(FilePaths.ORDER));
    List<Hash> names = naming.namesFor(given.stream().map(file -> file.getValue().content()).toList());
    for (int i = 0; i < given.size(); i++) {
      lay(given.get(i).getKey(), given.get(i).getValue(), names.get(i));
    }
    given.forEach(file -> checkPlace(file.getKey()));
    new TreeSet<>(changes.renames().keySet()).forEach(this::checkPlace);
  }

  private void move() {
    Map<String, TreeFile> moved = new TreeMap<>(FilePaths.ORDER);
    new TreeMap<>(changes.renames()).forEach((path, oldPath) -> {
      TreeFile file = files.get(oldPath);
      if (file == null && changes.files().containsKey(path)) {
        return; // merged in, and moved since: its old name is noted with its content
      }
      if (file == null) {
        throw new RepositoryException.Refused(
            oldPath + ": cannot be renamed to " + path + ", " + parent + " has no such file");
      }
      if (!path.equals(oldPath)) {
        moved.put(path, new TreeFile(file.content(), file.permission(), oldPath));
      }
    });
    moved.values().forEach(file -> {
      if (file.oldPath() != null && files.remove(file.oldPath()) == null) {
        throw new RepositoryException.Refused(file.oldPath() + ": cannot be renamed twice");
      }
    });
    moved.forEach((path, file) -> {
      if (files.put(path, file) != null) {
        throw new RepositoryException.Refused(
            file.oldPath() + ": cannot be renamed to " + path + ", which is there; delete or rename that as well");
      }
      isChanged = true;
    });
  }

  private void lay(String path, NewFile file, Hash name) {
    TreeFile before = files.get(path);
    String oldPath = before == null ? changes.renames().get(path) : before.oldPath();
    TreeFile laid = new TreeFile(name, file.permission(), oldPath);
    files.put(path, laid);
    if (!laid.equals(before)) {
      isChanged = true;
    }
    if (before == null || !before.content().equals(name)) {
      created.add(new NewArtifact(name, file.content(), isPrivate, true));
    }
  }

  /** Refuses a file where a directory must be, which no check-out could hold. */
  private void checkPlace(String path) {
    SortedMap<String, TreeFile> below = files.tailMap(path + "/");
    if (!below.isEmpty() && below.firstKey().startsWith(path + "/")) {
      throw new RepositoryException.Refused(
          path + ": cannot be a file, " + below.firstKey() + " lies below it; delete that as well");
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (files.containsKey(path.substring(0, slash))) {
        throw new RepositoryException.Refused(
            path + ": cannot lie below " + path.substring(0, slash) + ", which is a file; delete that as well");
      }
    }
  }

  /** The R-card: MD5 over name, size and content of every file, one content in memory at a time. */
  String checksum(ArtifactStore artifacts) {
    MessageDigest md5;
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
    files.forEach(
        (path, file) -> {
          NewFile given = changes.files().get(path);
          if (given != null) {
            update(md5, path, given.content(), 0, given.content().length);
          } else {
            try (Content content = held(artifacts, path, file.content())) {
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

  private static Content held(ArtifactStore artifacts, String path, Hash name) {
    return artifacts
        .load(name)
        .orElseThrow(
            () -> new RepositoryException.Refused(
                path + ": its content " + name + " is not here yet; synchronise first, then commit again"));
  }
}
