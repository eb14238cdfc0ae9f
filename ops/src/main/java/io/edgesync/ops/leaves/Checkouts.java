package io.edgesync.ops.leaves;

import io.edgesync.cli.console.Failure;
import io.edgesync.repository.compare.RepositoryComparison;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.xfer.artifact.ArtifactHasher;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Repositories of one project for several leaves, and check-ins in them. */
final class Checkouts {

  private Checkouts() {}

  /** A new repository into which nobody may push. */
  static Path found(StockFossil fossil, Path file, String nobody) throws InterruptedException {
    fossil.run("init", "-A", Programs.LOGIN, file.toString());
    fossil.run("user", "capabilities", "nobody", nobody, "-R", file.toString());
    return file;
  }

  static Path copy(StockFossil fossil, Path file, Path copy) throws InterruptedException {
    fossil.run("clone", "--admin-user", Programs.LOGIN, file.toString(), copy.toString());
    return copy;
  }

  /** Files of random bytes, which nothing makes smaller. */
  static Map<String, byte[]> noise(SplittableRandom random, int files, int bytesMax) {
    Map<String, byte[]> made = new LinkedHashMap<>();
    for (int i = 0; i < files; i++) {
      byte[] content = new byte[1 + random.nextInt(bytesMax)];
      random.nextBytes(content);
      made.put("d" + random.nextInt(10) + "/f" + random.nextInt(1000) + ".bin", content);
    }
    return made;
  }

  /**
   * Checks in on a branch of its own, as a program beside the leaf does.
   *
   * @return the check-in with its files, which is in the repository now
   */
  static Map.Entry<Hash, Map<String, Hash>> commit(Path file, Map<String, byte[]> files, String branch) {
    Map<String, NewFile> request = new LinkedHashMap<>();
    Map<String, Hash> names = new LinkedHashMap<>();
    try (ArtifactHasher hasher = new JdkArtifactHasher()) {
      files.forEach((path, content) -> {
        request.put(path, NewFile.of(content));
        names.put(path, hasher.hash(HashAlgorithm.SHA3_256, content));
      });
    }
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      return Map.entry(repository.checkins()
          .commit(CheckinRequest.of(request, "on " + branch, Programs.LOGIN).onBranch(branch)), names);
    }
  }

  /** Every public artifact that is there. */
  static Set<Hash> names(Path file) {
    Set<Hash> names = new TreeSet<>();
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      repository.artifacts().forEachName(names::add);
    }
    return names;
  }

  /** The one number that a query gives, asked beside whoever has the file open. */
  static long count(Path file, String sql) {
    try (Connection connection = RepositoryComparison.open(file);
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery(sql)) {
      return count.getLong(1);
    } catch (SQLException e) {
      throw new Failure(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
