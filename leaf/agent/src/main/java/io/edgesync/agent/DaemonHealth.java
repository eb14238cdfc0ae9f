package io.edgesync.agent;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import io.edgesync.agent.http.Page;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether this daemon can do its work, the page {@code /healthz}: 200 when it can, 503 and what is wrong when it cannot. Each
 * repository's database is read for it. Probes that come together, or within a second, share one look; a database that does not answer is
 * asked once until it does.
 */
final class DaemonHealth implements Page {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration FRESH = Duration.ofSeconds(1);
  /** Databases read at once: a hundred repositories do not wake a hundred threads together. */
  private static final int READS_MAX = 4;

  /**
   * Something that keeps the daemon from its work.
   *
   * @param what   {@code repository}, {@code mesh} or {@code server}
   * @param name   of the repository's file, the address of the upstream; only its owner is told
   * @param reason likewise
   */
  record Problem(String what, String name, String reason) {}

  /** What can be wrong beside the repositories. */
  @FunctionalInterface
  interface MeshProblems {
    List<Problem> now() throws InterruptedException;
  }

  /** What is served at the moment. */
  @FunctionalInterface
  interface Served {
    List<Repository> now();
  }

  private record Look(int repositories, List<Problem> problems, long atNanos) {}

  private final Served served;
  private final MeshProblems mesh;
  private final Semaphore reads = new Semaphore(READS_MAX);
  private final ReentrantLock looking = new ReentrantLock();
  private final Map<Repository, FutureTask<String>> asked = new LinkedHashMap<>();
  private @Nullable Look last;

  DaemonHealth(Served served, MeshProblems mesh) {
    this.served = served;
    this.mesh = mesh;
  }

  @Override
  public Sheet read(Visitor visitor) throws InterruptedException {
    Look look = look();
    JsonStringWriter json = JsonWriter.string().object()
        .value("status", look.problems().isEmpty() ? "ok" : "unavailable")
        .value("repositories", look.repositories());
    if (!look.problems().isEmpty()) {
      json.array("problems");
      for (Problem problem : look.problems()) {
        json.object().value("what", problem.what());
        if (visitor.isLocal()) {
          json.value("name", problem.name()).value("reason", problem.reason());
        }
        json.end();
      }
      json.end();
    }
    return new Sheet(look.problems().isEmpty() ? 200 : 503, "application/json", json.end().done() + "\n");
  }

  private Look look() throws InterruptedException {
    looking.lockInterruptibly();
    try {
      Look before = last;
      if (before != null && System.nanoTime() - before.atNanos() < FRESH.toNanos()) {
        return before;
      }
      List<Repository> repositories = served.now();
      List<Problem> problems = new ArrayList<>(unreadable(repositories));
      problems.addAll(mesh.now());
      Look now = new Look(repositories.size(), List.copyOf(problems), System.nanoTime());
      last = now;
      return now;
    } finally {
      looking.unlock();
    }
  }

  private List<Problem> unreadable(List<Repository> repositories) throws InterruptedException {
    asked.keySet().retainAll(repositories);
    for (Repository repository : repositories) {
      asked.computeIfAbsent(repository, this::ask);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<Problem> problems = new ArrayList<>();
    for (Repository repository : repositories) {
      String reason = answer(repository, deadline - System.nanoTime());
      if (!reason.isEmpty()) {
        problems.add(new Problem("repository", repository.file().toString(), reason));
      }
    }
    return problems;
  }

  private FutureTask<String> ask(Repository repository) {
    FutureTask<String> question = new FutureTask<>(() -> {
      reads.acquire();
      try {
        return trouble(repository);
      } finally {
        reads.release();
      }
    });
    Thread.ofVirtual().name("health").start(question);
    return question;
  }

  private String answer(Repository repository, long patienceNanos) throws InterruptedException {
    FutureTask<String> question = asked.get(repository);
    if (question == null) {
      return "";
    }
    try {
      String reason = question.get(Math.max(0, patienceNanos), TimeUnit.NANOSECONDS);
      asked.remove(repository);
      return reason;
    } catch (TimeoutException e) {
      return "its database does not answer";
    } catch (ExecutionException e) {
      asked.remove(repository);
      return String.valueOf(e.getCause());
    }
  }

  private static String trouble(Repository repository) {
    if (!Files.isReadable(repository.file())) {
      return "the file is gone, or not to be read";
    }
    try {
      String code = repository.settings().get("project-code", "");
      return code.equals(repository.projectCode().hex()) ? "" : "the file holds another project now";
    } catch (RepositoryException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
