package io.edgesync.repository;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.artifact.LocalStore.NewArtifact;
import io.edgesync.repository.checkin.CheckinLocks;
import io.edgesync.repository.checkin.Checkins;
import io.edgesync.repository.configuration.Configuration;
import io.edgesync.repository.crosslink.Crosslinker;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.lineage.Lineage;
import io.edgesync.repository.link.ProjectLinks;
import io.edgesync.repository.privacy.PrivateContent;
import io.edgesync.repository.purge.Graveyard;
import io.edgesync.repository.rebuild.Rebuild;
import io.edgesync.repository.rebuild.RebuildOptions;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.rebuild.RebuildReport;
import io.edgesync.repository.attachment.Attachments;
import io.edgesync.repository.authoring.Authoring;
import io.edgesync.repository.forum.Forum;
import io.edgesync.repository.rebuild.RebuildRequest;
import io.edgesync.repository.rebuild.Verification;
import io.edgesync.repository.rebuild.VerificationReport;
import io.edgesync.repository.setting.Settings;
import io.edgesync.repository.tag.Amendments;
import io.edgesync.repository.tag.Branches;
import io.edgesync.repository.tag.Tags;
import io.edgesync.repository.technote.Technotes;
import io.edgesync.repository.ticket.Tickets;
import io.edgesync.repository.wiki.WikiPages;
import java.security.SecureRandom;
import io.edgesync.repository.shun.ShunList;
import io.edgesync.repository.timeline.Timeline;
import io.edgesync.repository.user.SqliteUsers;
import io.edgesync.repository.user.Users;
import io.edgesync.repository.unversioned.UnversionedFiles;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.artifact.ProjectCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/**
 * An open Fossil repository. Callable from any thread, virtual ones included: calls block, SQLite runs on platform threads inside. Other
 * programs, stock Fossil among them, may use the same file at any time.
 */
public final class Repository implements AutoCloseable {

  private final RepositoryDatabase database;
  private final InstantSource clock;
  private final SqliteArtifactStore artifacts;
  private final Users users;
  private final Changes changes;
  private final Timeline timeline;
  private final Lineage lineage;
  private final Checkins checkins;
  private final CheckinLocks checkinLocks;
  private final UnversionedFiles unversioned;
  private final Writers writers;
  private final Settings settings;
  private final Configuration configuration;
  private final ProjectLinks links;
  private final ShunList shun;
  private final PrivateContent privateContent;
  private final Graveyard graveyard;

  private Repository(RepositoryDatabase database, RepositoryOptions options, RepositoryProbe identity) {
    this.database = database;
    this.clock = options.clock();
    Crosslinker crosslinker = new Crosslinker(options.clock());
    this.artifacts = new SqliteArtifactStore(database, options, identity.projectCode(), identity.serverCode(),
        crosslinker,
        crosslinker::beginLocal);
    this.users = new SqliteUsers(database, identity.projectCode(), options.clock());
    this.changes = new SqliteChanges(database, artifacts);
    this.timeline = new Timeline(database, artifacts);
    this.lineage = new Lineage(database);
    this.checkins = new Checkins(database, artifacts, artifacts, timeline, options.clock());
    this.unversioned = new UnversionedFiles(database, options);
    this.writers = Writers.of(new Authoring(database, artifacts, artifacts, options.clock()), new SecureRandom());
    this.settings = new Settings(database, artifacts, crosslinker, options.clock());
    this.configuration = new Configuration(database, artifacts, crosslinker);
    this.checkinLocks = new CheckinLocks(database, settings, options.clock());
    this.links = new ProjectLinks(database, settings, options.clock());
    this.shun = new ShunList(database, artifacts, options.clock());
    this.privateContent = new PrivateContent(database, artifacts);
    this.graveyard = new Graveyard(database, artifacts, options);
  }

  /**
   * Makes a repository as {@code fossil init} does, except that the administrator's password is stored as a hash, and opens it
   * with {@link RepositoryOptions#standard()}. In one transaction: a crash leaves an empty database or a whole repository.
   *
   * @throws RepositoryException.Exists where there is a file of that name
   */
  public static Repository create(Path file, NewRepository how) {
    return create(file, how, RepositoryOptions.standard());
  }

  /** As {@link #create(Path, NewRepository)}, opened with {@code options}. */
  public static Repository create(Path file, NewRepository how, RepositoryOptions options) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new RepositoryException.Exists(file);
    }
    Instant now = how.clock().instant();
    RepositoryFounder founder = new RepositoryFounder(how.random(), now);
    RepositoryProbe identity = new RepositoryProbe(new ProjectCode(founder.newCode()), founder.newCode());
    byte[] checkin = RepositoryFounder.initialCheckin(how.adminLogin(), now);
    Repository repository = new Repository(RepositoryDatabase.creating(file, options.busyPatience()), options,
        identity);
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      NewArtifact initial = new NewArtifact(hasher.hash(how.hashPolicy().primary(), checkin), checkin, false, false);
      repository.artifacts.store(Provenance.local(how.adminLogin()), List.of(initial),
          session -> founder.found(session, how, identity.projectCode(), identity.serverCode()));
      repository.database.require(session -> identity.requireSameProject(file, session));
      return repository;
    } catch (RuntimeException | Error e) {
      repository.close();
      removeQuietly(file, e);
      throw e;
    }
  }

  private static void removeQuietly(Path file, Throwable why) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /** @throws RepositoryException that says what is wrong with the file, and the remedy */
  public static Repository open(Path file, RepositoryOptions options) {
    return open(file, options, RepositoryProbe::of);
  }

  /** As {@link #open(Path, RepositoryOptions)}, for nothing but a rebuild: of files that an older Fossil made, too. */
  static Repository openToRebuild(Path file, RepositoryOptions options) {
    return open(file, options, RepositoryProbe::ofAnyAge);
  }

  private static Repository open(Path file, RepositoryOptions options,
      Function<RepositoryDatabase, RepositoryProbe> probe) {
    RepositoryProbe.path(file);
    RepositoryDatabase database = RepositoryDatabase.of(file, options.busyPatience());
    try {
      RepositoryProbe identity = probe.apply(database);
      database.require(session -> identity.requireSameProject(file, session));
      return new Repository(database, options, identity);
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  /**
   * How long connections, and their threads, wait for work before they end: a minute, unless this is called. Who has many repositories open that
   * are hardly used keeps few threads with less.
   */
  public void endIdleAfter(Duration idle) {
    database.endIdleAfter(idle);
  }

  /** Whether another program has held the file locked for a second, as far as our own operations find it so now. Waits for nothing. */
  public boolean isLockedByOthers() {
    return database.isLockedByOthers();
  }

  public Path file() {
    return database.file();
  }

  public ProjectCode projectCode() {
    return artifacts.projectCode();
  }

  /** 40 hexadecimal digits that tell this file from its clones. */
  public String serverCode() {
    return artifacts.serverCode();
  }

  public ArtifactStore artifacts() {
    return artifacts;
  }

  public Users users() {
    return users;
  }

  public Changes changes() {
    return changes;
  }

  /** The project's history: events, check-ins and their files, names. */
  public Timeline timeline() {
    return timeline;
  }

  /** How check-ins descend from each other. */
  public Lineage lineage() {
    return lineage;
  }

  /** Makes check-ins without a working tree. */
  public Checkins checkins() {
    return checkins;
  }

  /** Who is about to commit. */
  public CheckinLocks checkinLocks() {
    return checkinLocks;
  }

  /** Where else the project is to be had. */
  public ProjectLinks links() {
    return links;
  }

  /** Names of artifacts that must not be here. */
  public ShunList shun() {
    return shun;
  }

  /** Which artifacts stay here when others go to peers. */
  public PrivateContent privateContent() {
    return privateContent;
  }

  /** Artifacts that were taken out of the history, to be brought back or forgotten. */
  public Graveyard graveyard() {
    return graveyard;
  }

  /** Which hash function names new artifacts. */
  public HashPolicy hashPolicy() {
    return database.read(HashPolicy::read);
  }

  /**
   * Sets how new artifacts are named, as {@code fossil hash-policy} does.
   *
   * @return the policy that holds now: {@link HashPolicy#AUTO} is {@link HashPolicy#SHA3} where there is a SHA3 name already
   */
  public HashPolicy setHashPolicy(HashPolicy policy) {
    long now = clock.instant().getEpochSecond();
    return artifacts.operate((transaction, rows) -> HashPolicy.choose(transaction.session(), policy, now));
  }

  /** Files without history. */
  public UnversionedFiles unversioned() {
    return unversioned;
  }

  /** The rows of {@code config}. */
  public Settings settings() {
    return settings;
  }

  /** What of the settings, users and lists repositories of a project share. */
  public Configuration configuration() {
    return configuration;
  }

  /** Writes wiki pages. */
  public WikiPages wiki() {
    return writers.wiki();
  }

  /** Writes technotes. */
  public Technotes technotes() {
    return writers.technotes();
  }

  /** Opens and changes tickets. */
  public Tickets tickets() {
    return writers.tickets();
  }

  /** Writes forum posts. */
  public Forum forum() {
    return writers.forum();
  }

  /** Attaches files to wiki pages, tickets and technotes. */
  public Attachments attachments() {
    return writers.attachments();
  }

  /** Lists, adds, propagates and cancels tags. */
  public Tags tags() {
    return writers.tags();
  }

  /** Amends check-ins. */
  public Amendments amendments() {
    return writers.amendments();
  }

  /** Lists, begins, closes and hides branches. */
  public Branches branches() {
    return writers.branches();
  }

  /** As {@link #rebuild(RebuildRequest, RebuildProgress)}, with no options, silently. */
  public RebuildReport rebuild() {
    return rebuild(RebuildRequest.STANDARD, RebuildProgress.SILENT);
  }

  /**
   * Makes all derived tables anew from the artifacts, as {@code fossil rebuild} does, checks every artifact's hash on the way, and removes
   * what is shunned. One transaction, which holds the file for its whole run as stock's does; everybody else waits.
   *
   * @throws io.edgesync.repository.rebuild.WrongArtifactsException when an artifact is not what its name says; nothing is changed
   */
  public RebuildReport rebuild(RebuildRequest request, RebuildProgress progress) {
    RebuildOptions how = RebuildOptions.defaults(progress).withLogin(request.login());
    RebuildReport report = database.write(transaction -> {
      try {
        return Rebuild.run(transaction.connection(), how);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RepositoryException.Closed(file(), "interrupted; nothing was changed");
      }
    });
    database.forgetWhatWasSeen();
    if (request.makeClusters()) {
      artifacts.makeClusters();
    }
    return report;
  }

  /**
   * Checks the hash and the size of every held artifact, looks for contradictions between tables, and changes nothing. The file is read in
   * many short transactions: others, stock Fossil among them, commit meanwhile. What they add is not looked at.
   */
  public VerificationReport verify(RebuildProgress progress) {
    try {
      return Verification.run(database, RebuildOptions.defaults(progress));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RepositoryException.Closed(file(), "interrupted while verifying");
    } catch (SQLException e) {
      throw new RepositoryException.Failed(file(), e);
    }
  }

  /** Waits for the operations that are under way, then closes the connections; idempotent. */
  @Override
  public void close() {
    database.close();
  }
}
