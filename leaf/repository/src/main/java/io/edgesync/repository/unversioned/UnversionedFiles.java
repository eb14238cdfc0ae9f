package io.edgesync.repository.unversioned;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.Receipts;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlText;
import io.edgesync.repository.setting.SettingValue;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.envelope.StoredForm;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The unversioned files of a repository. Callable from any thread; calls block. Names are compared as they are written. Stock Fossil's {@code
 * fossil uv} works on the same rows.
 */
public final class UnversionedFiles {

  /** A file to be added. The content is taken as it is, not copied. */
  public record NewFile(String name, byte[] content) {}

  private static final String ADDED = "#!fossil unversioned add";
  private static final String EDITED = "#!fossil unversioned edit";
  private static final double WORTH_COMPRESSING = 0.8;

  private final RepositoryDatabase database;
  private final RepositoryOptions options;
  private final UnversionedContents contents;

  /** Uses {@code database} without owning it. */
  public UnversionedFiles(RepositoryDatabase database, RepositoryOptions options) {
    this.database = database;
    this.options = options;
    this.contents = new UnversionedContents(database, options);
  }

  /** By name. Removed ones, which only remember that they were, come {@code withRemoved}. */
  public List<UnversionedFile> list(boolean withRemoved) {
    return database.read(session -> new UnversionedTable(session).list(withRemoved));
  }

  /** All that other repositories may hear of, by name, removed ones too: those whose names can travel. */
  public List<UnversionedFile> catalogue() {
    return list(true).stream().filter(file -> UnversionedNames.travels(file.name())).toList();
  }

  /** Whether clones and two-way syncs take unversioned files along without being asked to: the setting {@code uv-sync}. */
  public boolean isSynced() {
    String value = database.read(session -> session.text("SELECT value FROM config WHERE name='uv-sync'"));
    return value != null && SettingValue.truth(value).orElse(false);
  }

  /** Those whose names match one of SQLite's patterns, by name; a null pattern matches none. */
  public List<UnversionedFile> matching(@Nullable String glob, @Nullable String like, boolean withRemoved) {
    return database.read(session -> {
      Set<String> names = new HashSet<>();
      UnversionedTable table = new UnversionedTable(session);
      if (table.exists()) {
        names.addAll(session.list(row -> SqlText.orEmpty(row, 1),
            "SELECT name FROM unversioned WHERE name GLOB ? OR name LIKE ?", glob, like));
      }
      return table.list(withRemoved).stream().filter(file -> names.contains(file.name())).toList();
    });
  }

  /** How many bytes the content of a file takes here, 0 where it is not here. */
  public long storedBytes(String name) {
    return database.read(session -> new UnversionedTable(session).storedBytes(name));
  }

  /** Also a removed one. */
  public Optional<UnversionedFile> find(String name) {
    return Optional.ofNullable(database.read(session -> new UnversionedTable(session).find(name)));
  }

  /**
   * The content of a file, charged to the memory budget; the caller closes it. Empty where there is none, or where it is not here.
   *
   * @throws RepositoryException.TooLarge before anything of that size is allocated
   * @throws RepositoryException.Corrupt  where what is stored is not what its hash says
   */
  public Optional<Content> load(String name) {
    return contents.load(name);
  }

  /** Adds files, or replaces those that are there, as {@code fossil uv add} does; all of them or none. */
  public void add(String login, List<NewFile> files, Instant mtime) {
    write(new Provenance(login, ADDED, null), files, mtime, false);
  }

  /**
   * Replaces the content of a file, as {@code fossil uv edit} does.
   *
   * @throws RepositoryException.Refused where there is no such file
   */
  public void edit(String login, NewFile file, Instant mtime) {
    write(new Provenance(login, EDITED, null), List.of(file), mtime, true);
  }

  /** A row that is ready to be stored. */
  private record Ready(UnversionedFile file, int encoding, byte @Nullable [] bytes) {}

  private void write(Provenance from, List<NewFile> files, Instant mtime, boolean mustExist) {
    HashPolicy policy = database.read(HashPolicy::read);
    List<Ready> ready = new ArrayList<>(files.size());
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      for (NewFile file : files) {
        UnversionedNames.check(file.name());
        ready.add(ready(file.name(), mtime, hasher.hash(policy.primary(), file.content()), file.content()));
      }
    }
    database.write(transaction -> {
      UnversionedTable table = new UnversionedTable(transaction.session());
      table.create();
      long rcvid = Receipts.enter(transaction.session(), from, options.clock().instant());
      for (Ready one : ready) {
        UnversionedFile before = mustExist ? table.find(one.file().name()) : null;
        if (mustExist && (before == null || before.isRemoved())) {
          throw new RepositoryException.Refused(
              UnversionedContents.subject(one.file().name()) + ": there is none to be edited; add it");
        }
        table.replace(rcvid, one.file(), one.encoding(), one.bytes());
      }
      return null;
    });
  }

  private Ready ready(String name, Instant mtime, Hash hash, byte[] content) {
    contents.requireSize(hash, content.length);
    UnversionedFile file = new UnversionedFile(name, mtime, hash, content.length, true);
    byte[] framed = StoredForm.compress(content);
    return framed.length <= WORTH_COMPRESSING * content.length
        ? new Ready(file, UnversionedTable.COMPRESSED, framed)
        : new Ready(file, UnversionedTable.PLAIN, content);
  }

  /** Removes files; the catalogue remembers that they were, and when. Names that are not there are passed over. */
  public void remove(Collection<String> names, Instant mtime) {
    eachExisting(names, (table, name) -> table.remove(name, mtime));
  }

  /** Dates files anew. Names that are not there are passed over. */
  public void touch(Collection<String> names, Instant mtime) {
    eachExisting(names, (table, name) -> table.touch(name, mtime));
  }

  /** Forgets files as if they had never been, which {@code fossil uv revert} does with those that the other side does not have. */
  public void forget(Collection<String> names) {
    eachExisting(names, UnversionedTable::forget);
  }

  @FunctionalInterface
  private interface Change {
    void apply(UnversionedTable table, String name) throws SQLException;
  }

  private void eachExisting(Collection<String> names, Change change) {
    database.write(transaction -> {
      UnversionedTable table = new UnversionedTable(transaction.session());
      if (table.exists()) {
        for (String name : names) {
          change.apply(table, name);
        }
      }
      return null;
    });
  }

  /**
   * Tells two catalogues apart, as {@code pragma uv-hash} does: 40 hexadecimal digits. What stock Fossil keeps of it in {@code config} is believed; we
   * keep nothing there, so that who only asks changes no byte.
   */
  public String catalogueHash() {
    return database.read(session -> {
      UnversionedTable table = new UnversionedTable(session);
      String known = table.knownHash();
      return known == null ? table.computeHash() : known;
    });
  }

  /** How our version of {@code name} stands against one of that time and hash; a null hash means that it was removed. */
  public Standing standing(String name, Instant mtime, @Nullable Hash hash) {
    UnversionedFile ours = database.read(session -> new UnversionedTable(session).find(name));
    return ours == null ? Standing.UNKNOWN : Standing.of(ours, mtime, hash);
  }

  /**
   * Takes the time over at which a peer has the same content; anything else is left as it is.
   *
   * @param reverting whether it may be an earlier one
   * @return how ours stood before
   */
  public Standing acceptTime(String name, Instant mtime, Hash hash, boolean reverting) {
    return database.write(transaction -> {
      UnversionedTable table = new UnversionedTable(transaction.session());
      UnversionedFile ours = table.find(name);
      Standing standing = ours == null ? Standing.UNKNOWN : Standing.of(ours, mtime, hash);
      if ((reverting ? standing.reverting() : standing) == Standing.THEIR_TIME) {
        table.touch(name, mtime);
      }
      return standing;
    });
  }

  /** Whether {@code content} is what {@code hash} names. */
  public static boolean matches(Hash hash, Content content) {
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      return hasher.hash(hash.algorithm(), content.toArray()).equals(hash);
    }
  }

  /**
   * Takes what a peer sent, where it wins over what is here.
   *
   * @param hash      null where the file was removed there
   * @param content   null where only its existence is told; not closed
   * @param reverting whether theirs wins in any case
   * @return how ours stood before
   * @throws RepositoryException.WrongHash where the content is not what its hash says; nothing was changed
   */
  public Standing accept(Provenance from, String name, Instant mtime, @Nullable Hash hash, @Nullable Content content,
      boolean reverting) {
    UnversionedNames.check(name);
    Ready ready = hash == null ? null : received(name, mtime, hash, content);
    return database.write(transaction -> {
      UnversionedTable table = new UnversionedTable(transaction.session());
      table.create();
      UnversionedFile ours = table.find(name);
      Standing standing = ours == null ? Standing.UNKNOWN : Standing.of(ours, mtime, hash);
      Standing effective = reverting ? standing.reverting() : standing;
      if (effective == Standing.THEIR_TIME) {
        table.touch(name, mtime);
      } else if (effective.isBehind()) {
        long rcvid = Receipts.enter(transaction.session(), from, options.clock().instant());
        if (ready == null) {
          table.removed(rcvid, name, mtime);
        } else {
          table.replace(rcvid, ready.file(), ready.encoding(), ready.bytes());
        }
      }
      return standing;
    });
  }

  private Ready received(String name, Instant mtime, Hash hash, @Nullable Content content) {
    if (content == null) {
      return new Ready(new UnversionedFile(name, mtime, hash, 0, false), UnversionedTable.PLAIN, null);
    }
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      byte[] bytes = content.toArray();
      Hash actual = hasher.hash(hash.algorithm(), bytes);
      if (!actual.equals(hash)) {
        throw new RepositoryException.WrongHash(hash, actual);
      }
      return ready(name, mtime, hash, bytes);
    }
  }
}
