package io.edgesync.repository.rebuild;

import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.compare.RepositoryInvariants;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.SqliteFailure;
import io.edgesync.xfer.artifact.Hash;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Checks every artifact's name and size, and what the tables say of each other, and changes nothing. The file is read in many short
 * transactions, so that others commit meanwhile. What is checked is what was here at the beginning. That holds although rows change on
 * the way: an artifact's content never changes, only how it is stored, and a row is always read together with what it is a delta of;
 * what looks wrong where others wrote meanwhile is looked at again, all of it in one transaction,
 * for which they wait.
 */
public final class Verification {

  /** How many artifacts are named that contradict one rule. */
  private static final int EXAMPLES_MAX = 100;

  private record Known(BlobIndex blobs, DeltaForest forest) {}

  private final RepositoryDatabase database;
  private final RebuildOptions options;

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
      throws InterruptedException {
    try (ForeignChanges changes = new ForeignChanges(database.file())) {
      Known known = database.read(Verification::known);
      ArtifactPass pass = new ArtifactPass(known.blobs, known.forest, options, ArtifactPass.Reader.NONE);
      try (TreeWalk walk = walk(
          new BatchedRows(database, known.blobs, known.forest, options.artifactBytesMax()), known.forest)) {
        pass.run(walk);
      }
      List<WrongArtifact> wrong = findings(known, pass);
      if (!wrong.isEmpty() && changes.any()) {
        Set<String> still = wrongByNow(wrong);
        wrong.removeIf(finding -> Hash.isHash(finding.name()) && !still.contains(finding.name()));
      }
      wrong.addAll(contradictions(result(tables), wrong));
      return new VerificationReport(pass.done(), pass.phantoms(), pass.dangling(), pass.expandedBytes(), wrong);
    } catch (SQLException e) {
      throw SqliteFailure.translate(database.file(), RepositoryComparison.BUSY_PATIENCE, e);
    }
  }

  private static Known known(SqlSession session) throws SQLException {
    BlobIndex blobs = BlobIndex.read(session.connection());
    return new Known(blobs, DeltaForest.read(session.connection(), blobs));
  }

  private TreeWalk walk(StoredRows rows, DeltaForest forest) {
    return new TreeWalk(rows, forest, options);
  }

  private static List<WrongArtifact> findings(Known known, ArtifactPass pass) {
    List<WrongArtifact> wrong = new ArrayList<>(pass.wrong());
    for (int slot : pass.wrongSizes()) {
      wrong.add(new WrongArtifact(known.blobs.names().hex(slot), Fault.WRONG_SIZE,
          "expected " + known.blobs.size(slot) + " bytes, the content has " + pass.expandedSize(slot)));
    }
    return wrong;
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

  /**
   * What is wrong where {@code suspects} are looked at again: one walk over them alone, all in one transaction. What is not here any more is not
   * wrong.
   */
  private Set<String> wrongByNow(List<WrongArtifact> suspects) {
    return database.read(session -> {
      Known now = known(session);
      BitSet slots = new BitSet();
      for (WrongArtifact suspect : suspects) {
        int slot = Hash.isHash(suspect.name()) ? now.blobs.names().find(new Hash(suspect.name())) : NameTable.ABSENT;
        if (slot != NameTable.ABSENT) {
          slots.set(slot);
        }
      }
      ArtifactPass again = new ArtifactPass(now.blobs, now.forest, options.silently(), ArtifactPass.Reader.NONE);
      try (TreeWalk walk = walk(
          StoredRows.inTransaction(session.connection(), new ReentrantLock(), now.blobs), now.forest)) {
        again.runOnly(walk, slots);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while looking again at what was wrong", e);
      }
      return findings(now, again).stream().map(WrongArtifact::name).collect(Collectors.toSet());
    });
  }
}
