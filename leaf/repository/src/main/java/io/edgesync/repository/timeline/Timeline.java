package io.edgesync.repository.timeline;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.JulianDay;
import io.edgesync.repository.structure.Manifest;
import io.edgesync.repository.crosslink.ManifestFiles;
import io.edgesync.repository.database.Columns;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A project's history. */
public final class Timeline {

  /** The branch of a check-in that says nothing of one. */
  public static final String MAIN_BRANCH = "trunk";

  private static final String BRANCH_OF = "coalesce((SELECT value FROM tagxref WHERE tagid=8 AND tagtype>0 AND rid=objid), '"
      + MAIN_BRANCH + "')";

  private final RepositoryDatabase database;
  private final ArtifactStore artifacts;

  public Timeline(RepositoryDatabase database, ArtifactStore artifacts) {
    this.database = database;
    this.artifacts = artifacts;
  }

  /** The newest events, newest first. */
  public List<Entry> newest(int max, TimelineFilter filter) {
    return database.read(
        session -> {
          List<Entry> entries = new ArrayList<>();
          try (ResultSet rows = session
              .bind(
                  "SELECT (SELECT uuid FROM blob WHERE rid=objid), type, mtime, coalesce(euser, user, ''),"
                      + " coalesce(ecomment, comment, ''), CASE type WHEN 'ci' THEN " + BRANCH_OF + " END,"
                      + " EXISTS (SELECT 1 FROM leaf WHERE rid=objid) FROM event"
                      + " WHERE (?1 IS NULL OR type=?1) AND mtime<=?2"
                      + " AND (?3 IS NULL OR (type='ci' AND " + BRANCH_OF + "=?3)) ORDER BY mtime DESC LIMIT ?4",
                  filter.type(), filter.before() == null ? 1e99 : JulianDay.of(filter.before()), filter.branch(), max)
              .executeQuery()) {
            while (rows.next()) {
              entries.add(entry(rows));
            }
          }
          return entries;
        });
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        Columns.name(row, 1), row.getString(2), JulianDay.toInstant(row.getDouble(3)), SqlText.orEmpty(row, 4),
        SqlText.orEmpty(row, 5), SqlText.get(row, 6), row.getBoolean(7));
  }

  /**
   * The artifact that {@code name} means: {@code tip}, a branch or tag, a hash or its beginning, a date.
   *
   * @throws RepositoryException.Refused for the beginning of several hashes
   */
  public Optional<Hash> resolve(String name) {
    return Optional.ofNullable(
        database.<@Nullable Hash>read(
            session -> {
              long rid = new NameResolution(session).resolve(name);
              return rid == 0 ? null : Columns.nameOf(session, rid);
            }));
  }

  /** What is known of a check-in; empty for anything else. */
  public Optional<CheckinInfo> checkin(Hash hash) {
    return Optional.ofNullable(database.<@Nullable CheckinInfo>read(session -> info(session, hash)));
  }

  private static @Nullable CheckinInfo info(SqlSession session, Hash hash) throws SQLException {
    long rid = session.number(0, "SELECT rid FROM blob WHERE uuid=?", hash.hex());
    try (ResultSet row = session
        .bind(
            "SELECT mtime, coalesce(euser, user, ''), coalesce(ecomment, comment, ''), " + BRANCH_OF
                + ", EXISTS (SELECT 1 FROM leaf WHERE rid=objid),"
                + " EXISTS (SELECT 1 FROM tagxref WHERE tagid=9 AND tagtype>0 AND rid=objid),"
                + " EXISTS (SELECT 1 FROM private WHERE rid=objid) FROM event WHERE type='ci' AND objid=?",
            rid)
        .executeQuery()) {
      if (!row.next()) {
        return null;
      }
      return new CheckinInfo(
          hash,
          JulianDay.toInstant(row.getDouble(1)),
          SqlText.orEmpty(row, 2),
          SqlText.orEmpty(row, 3),
          SqlText.orEmpty(row, 4),
          hashes(session, "SELECT uuid FROM plink JOIN blob ON rid=pid WHERE cid=? ORDER BY isprim DESC, plink.rowid",
              rid),
          hashes(session, "SELECT uuid FROM plink JOIN blob ON rid=cid WHERE pid=? ORDER BY mtime", rid),
          texts(
              session,
              "SELECT substr(tagname,5) FROM tagxref JOIN tag USING(tagid) WHERE tagtype>0 AND tagname GLOB 'sym-*' AND rid=?"
                  + " ORDER BY 1",
              rid),
          row.getBoolean(5),
          row.getBoolean(6),
          row.getBoolean(7));
    }
  }

  private static List<Hash> hashes(SqlSession session, String sql, long rid) throws SQLException {
    return texts(session, sql, rid).stream().map(Hash::new).toList();
  }

  private static List<String> texts(SqlSession session, String sql, long rid) throws SQLException {
    List<String> all = new ArrayList<>();
    try (ResultSet rows = session.bind(sql, rid).executeQuery()) {
      while (rows.next()) {
        all.add(SqlText.orEmpty(rows, 1));
      }
    }
    return all;
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

  /** One file of a check-in; empty where the check-in has none of that path. */
  public Optional<FileEntry> file(Hash checkin, String path) {
    return files(checkin).stream().filter(file -> file.path().equals(path)).findFirst();
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
      if (ArtifactParser.parseOrNull(loaded.toArray()) instanceof Manifest manifest) {
        return manifest;
      }
      throw new RepositoryException.Refused(checkin + ": expected a check-in, found another artifact");
    }
  }

  /** The files of a check-in as its manifest, and its baseline's, list them. */
  public ManifestFiles manifestFiles(Hash checkin) {
    Manifest manifest = manifest(checkin);
    Hash baseline = manifest.baseline();
    return baseline == null ? ManifestFiles.of(manifest) : ManifestFiles.of(manifest, manifest(baseline));
  }
}
