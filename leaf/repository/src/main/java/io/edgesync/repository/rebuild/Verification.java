package io.edgesync.repository.rebuild;

import io.edgesync.repository.compare.RepositoryInvariants;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.delta.DeltaException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * Checks every artifact's name and size, and what the tables say of each other, and changes nothing. The file is read in many short
 * transactions, so that others commit meanwhile. What is checked is what was here at the beginning. That holds although rows change on
 * the way: an artifact's content never changes, only how it is stored, and a row is always read together with what it is a delta of;
 * whatever looks wrong while others wrote is looked at again, whole, in one transaction of its own.
 */
public final class Verification {

  /** How many artifacts are named that contradict one rule. */
  private static final int EXAMPLES_MAX = 100;

  private record Known(BlobIndex blobs, DeltaForest forest) {}

  private final RepositoryDatabase database;
  private final RebuildOptions options;
  private final ForeignChanges changes = new ForeignChanges();

  private Verification(RepositoryDatabase database, RebuildOptions options) {
    this.database = database;
    this.options = options;
  }

  /**
   * @throws InterruptedException when the thread was interrupted; nothing is left running
   * @throws SQLException         never directly: failures come as those of {@code database}
   */
  public static VerificationReport run(RepositoryDatabase database, RebuildOptions options)
      throws SQLException, InterruptedException {
    return new Verification(database, options).run();
  }

  private VerificationReport run() throws SQLException, InterruptedException {
    FutureTask<List<RepositoryInvariants.Violation>> tables = new FutureTask<>(
        () -> RepositoryInvariants.check(database.file(), EXAMPLES_MAX));
    // Beside the walk, which begins with what one thread has to do alone.
    Thread beside = Thread.ofPlatform().name("repository-invariants").daemon(true).start(tables);
    try {
      return run(tables);
    } finally {
      waitFor(beside);
    }
  }

  private VerificationReport run(Future<List<RepositoryInvariants.Violation>> tables)
      throws SQLException, InterruptedException {
    Known known = database.read(session -> {
      changes.look(session);
      BlobIndex blobs = BlobIndex.read(session.connection());
      return new Known(blobs, DeltaForest.read(session.connection(), blobs));
    });
    ArtifactPass pass = new ArtifactPass(known.blobs, known.forest, options, ArtifactPass.Reader.NONE);
    try (TreeWalk walk = new TreeWalk(
        new BatchedRows(database, known.blobs, known.forest, changes, options.artifactBytesMax()), known.forest,
        ContentArrays.reused(options.bytesInFlightMax() * 3 / 2), options.artifactBytesMax(),
        options.bytesInFlightMax())) {
      pass.run(walk);
    }
    List<WrongArtifact> wrong = new ArrayList<>(pass.wrong());
    for (int slot : pass.wrongSizes()) {
      wrong.add(new WrongArtifact(known.blobs.names().hex(slot), Fault.WRONG_SIZE,
          "expected " + known.blobs.size(slot) + " bytes, the content has " + pass.expandedSize(slot)));
    }
    if (changes.any()) {
      wrong.removeIf(finding -> Hash.isHash(finding.name()) && isRightByNow(new Hash(finding.name())));
    }
    wrong.addAll(contradictions(result(tables), wrong));
    return new VerificationReport(pass.done(), pass.phantoms(), pass.dangling(), pass.expandedBytes(), wrong);
  }

  /** What tables say against each other, but for artifacts that are listed already. */
  private static List<WrongArtifact> contradictions(List<RepositoryInvariants.Violation> violations,
      List<WrongArtifact> listed) {
    Set<String> names = listed.stream().map(WrongArtifact::name).collect(Collectors.toSet());
    List<WrongArtifact> found = new ArrayList<>();
    for (RepositoryInvariants.Violation violation : violations) {
      String more = (violation.count() > EXAMPLES_MAX ? "; it is one of " + violation.count() : "")
          + (violation.derived() ? "; `edgesync rebuild` or `fossil rebuild` makes that table anew" : "");
      violation.examples().stream().filter(name -> !names.contains(name)).forEach(name -> found
          .add(new WrongArtifact(name, Fault.CONTRADICTION, "expected that " + violation.invariant() + more)));
    }
    return found;
  }

  private static <T> T result(Future<T> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException("comparing the tables failed", e.getCause());
      }
    }
  }

  /** Also when interrupted: nothing is left running. */
  private static void waitFor(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the artifact is what it should be, or not here any more. */
  private boolean isRightByNow(Hash name) {
    return database.read(session -> {
      long rid = session.number(0, "SELECT rid FROM blob WHERE uuid=?", name.hex());
      long size = session.number(-1, "SELECT size FROM blob WHERE uuid=?", name.hex());
      return rid == 0 || size < 0 || isRight(session, name, (int) rid, size);
    });
  }

  private boolean isRight(SqlSession session, Hash name, int rid, long size) throws SQLException {
    try (FullTexts texts = new FullTexts(session.connection(), options.artifactBytesMax());
        ArtifactHasher hasher = options.hashers().get()) {
      byte[] content = texts.expand(rid);
      return content != null && content.length == size && hasher.hash(name.algorithm(), content).equals(name);
    } catch (IOException | DeltaException e) {
      return false;
    }
  }
}
