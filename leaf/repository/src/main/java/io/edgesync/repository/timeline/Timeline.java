package io.edgesync.repository.timeline;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.lineage.NewestCheckin;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.FileList;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.crosslink.ManifestFiles;
import io.edgesync.repository.database.Columns;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A project's history. */
public final class Timeline {

  /** The branch of a check-in that says nothing of one. */
  public static final String MAIN_BRANCH = "trunk";

  private static final int SIZES_PER_TRANSACTION = 1_000;

  private final RepositoryDatabase database;
  private final ArtifactStore artifacts;

  public Timeline(RepositoryDatabase database, ArtifactStore artifacts) {
    this.database = database;
    this.artifacts = artifacts;
  }

  /** The newest events, newest first. */
  public List<Entry> newest(int max, TimelineFilter filter) {
    return page(max, filter, TimelinePosition.NEWEST).entries();
  }

  /**
   * The events after a position, newest first. Each of the short transactions that this may take sees the repository as it is then.
   *
   * @param from {@link TimelinePosition#NEWEST}, or where the page before says that the next begins
   */
  public TimelinePage page(int max, TimelineFilter filter, TimelinePosition from) {
    EventQuery query = new EventQuery(filter);
    List<Entry> entries = new ArrayList<>();
    TimelinePosition next = from;
    while (next != null && entries.size() < max) {
      TimelinePosition position = next;
      int wanted = max - entries.size();
      EventQuery.Found found = database.read(session -> query.next(session, position, wanted));
      entries.addAll(found.entries());
      next = found.next();
    }
    return new TimelinePage(entries, next);
  }

  /**
   * The artifact that {@code name} means: {@code tip}, a branch or tag, a hash or its beginning, a date.
   *
   * @throws RepositoryException.Ambiguous for the beginning of several hashes
   */
  public Optional<Hash> resolve(String name) {
    return resolve(name, NameResolution.ANY);
  }

  /**
   * The check-in that {@code name} means, as {@link #resolve}: other artifacts do not count.
   *
   * @throws RepositoryException.Ambiguous for the beginning of several check-ins' hashes
   */
  public Optional<Hash> resolveCheckin(String name) {
    return resolve(name, NameResolution.CHECKIN);
  }

  private Optional<Hash> resolve(String name, String type) {
    return Optional.ofNullable(
        database.<@Nullable Hash>read(
            session -> {
              long rid = new NameResolution(session, type).resolve(name);
              if (rid == 0) {
                // Says so where the timeline is what is not in order.
                NewestCheckin.of(session);
                return null;
              }
              return Columns.nameOf(session, rid);
            }));
  }

  /**
   * The names of artifacts that begin with these digits, phantoms' too, in order.
   *
   * @param digits lower-case hexadecimal
   * @param after  only those after this one, to go on; {@code null} for all
   */
  public List<Hash> beginningWith(String digits, @Nullable Hash after, int max) {
    return database.read(session -> NameResolution.beginningWith(session, digits, after, max));
  }

  /** What is known of a check-in; empty for anything else. */
  public Optional<CheckinInfo> checkin(Hash hash) {
    return Optional.ofNullable(
        database.<@Nullable CheckinInfo>read(
            session -> new CheckinReader(session, rid(session, hash)).info(hash)));
  }

  /** The files that a check-in changed against its primary parent, by name; none for anything but a check-in. */
  public List<ChangedFile> changes(Hash checkin) {
    return database.read(session -> FileChangeReader.changes(session, rid(session, checkin)));
  }

  /** The check-ins that changed the file of this path, newest first, as {@code fossil finfo}, and those that deleted it. */
  public List<FileVersion> history(String path, int max) {
    return database.read(session -> FileChangeReader.history(session, path, false, max));
  }

  /** As {@link #history}, and what became of its versions under the names that the file had before and after. */
  public List<FileVersion> historyThroughRenamings(String path, int max) {
    return database.read(session -> FileChangeReader.history(session, path, true, max));
  }

  /** Whether some check-in is on this branch. */
  public boolean hasBranch(String branch) {
    return !newest(1, TimelineFilter.branch(branch)).isEmpty();
  }

  private static long rid(SqlSession session, Hash hash) throws SQLException {
    return session.number(0, "SELECT rid FROM blob WHERE uuid=?", hash.hex());
  }

  /**
   * The files of a check-in, by name in byte order.
   *
   * @throws RepositoryException.Refused where {@code checkin} is no check-in that is here, or its baseline is not here
   */
  public List<FileEntry> files(Hash checkin) {
    List<FileEntry> files = new ArrayList<>();
    manifestFiles(checkin)
        .forEach(
            (list, index) -> files.add(
                new FileEntry(
                    list.name(index), Objects.requireNonNull(list.hash(index)), list.permission(index))));
    return files;
  }

  /**
   * The files of a check-in below a directory, by name in byte order.
   *
   * @param directory without a slash at its end
   */
  public List<FileEntry> files(Hash checkin, String directory) {
    return files(checkin).stream().filter(file -> file.path().startsWith(directory + '/')).toList();
  }

  /** One file of a check-in; empty where the check-in has none of that path. */
  public Optional<FileEntry> file(Hash checkin, String path) {
    ManifestFiles files = manifestFiles(checkin);
    FileList baseline = files.baseline();
    int own = files.own().find(path);
    if (own >= 0 || baseline == null) {
      return entry(files.own(), own);
    }
    return entry(baseline, baseline.find(path));
  }

  private static Optional<FileEntry> entry(FileList list, int index) {
    Hash content = index < 0 ? null : list.hash(index);
    return content == null
        ? Optional.empty()
        : Optional.of(new FileEntry(list.name(index), content, list.permission(index)));
  }

  /** The sizes of files, in bytes, by the names of their contents; contents that are not here are left out. */
  public Map<Hash, Long> sizes(Collection<FileEntry> files) {
    List<Hash> contents = files.stream().map(FileEntry::content).distinct().toList();
    Map<Hash, Long> sizes = new HashMap<>();
    for (int from = 0; from < contents.size(); from += SIZES_PER_TRANSACTION) {
      List<Hash> some = contents.subList(from, Math.min(contents.size(), from + SIZES_PER_TRANSACTION));
      database.read(session -> {
        for (Hash content : some) {
          long size = session.number(-1, "SELECT size FROM blob WHERE uuid=?", content.hex());
          if (size >= 0) {
            sizes.put(content, size);
          }
        }
        return null;
      });
    }
    return sizes;
  }

  /** The content of a file at a check-in, charged to the memory budget; the caller closes it. Empty where it is not here. */
  public Optional<Content> content(Hash checkin, String path) {
    return file(checkin, path).flatMap(file -> artifacts.load(file.content()));
  }

  /** The manifest of a check-in. */
  public Manifest manifest(Hash checkin) {
    Content loaded = artifacts
        .load(checkin)
        .orElseThrow(
            () -> new RepositoryException.Refused(checkin + ": expected a check-in, it is not in this repository"));
    try (loaded) {
      // The manifest keeps its bytes, which may belong to a cache: never written to, so that sharing them is safe.
      Manifest manifest = ArtifactParser.parseAs(loaded.toArray(), Manifest.class);
      if (manifest == null) {
        throw new RepositoryException.Refused(checkin + ": expected a check-in, found another artifact");
      }
      return manifest;
    }
  }

  /** The files of a check-in as its manifest, and its baseline's, list them. */
  public ManifestFiles manifestFiles(Hash checkin) {
    Manifest manifest = manifest(checkin);
    Hash baseline = manifest.baseline();
    return baseline == null ? ManifestFiles.of(manifest) : ManifestFiles.of(manifest, manifest(baseline));
  }
}
