package io.edgesync.ops.soak;

import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.compare.RepositoryComparison;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.rebuild.VerificationReport;
import io.edgesync.repository.timeline.FileEntry;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says what is wrong with a repository: stock Fossil's opinion and ours. */
public final class Judge {

  private final StockFossil fossil;
  private final Map<Integer, Integer> exitCodes = new TreeMap<>();

  public Judge(StockFossil fossil) {
    this.fossil = fossil;
  }

  /** How often {@code fossil test-integrity} ended with which exit code; it is 0 for a damaged repository too. */
  Map<Integer, Integer> exitCodes() {
    return exitCodes;
  }

  /** {@code fossil test-integrity}, by its words. */
  public List<String> integrity(Path file) throws InterruptedException {
    StockFossil.Integrity said = fossil.integrity(file);
    exitCodes.merge(said.code(), 1, Integer::sum);
    return said.errors().isEmpty()
        ? List.of()
        : List.of(file.getFileName() + ": fossil test-integrity: exit code " + said.code() + ", "
            + Programs.lastLines(String.join("\n", said.errors())));
  }

  /** Our own check of every artifact. */
  public List<String> verify(Path file) {
    try {
      VerificationReport report = Maintenance.verify(file, RepositoryOptions.standard(), RebuildProgress.SILENT);
      return report.wrong().isEmpty()
          ? List.of()
          : List.of(file.getFileName() + ": verify: " + report.wrong().size() + " wrong artifacts, "
              + report.wrong().getFirst());
    } catch (RepositoryException e) {
      return List.of(file.getFileName() + ": verify: " + e.getMessage());
    }
  }

  /** Whether check-ins are there with all their files. */
  public static List<String> lostCheckins(Repository repository, Map<Hash, Map<String, Hash>> checkins) {
    List<String> lost = new ArrayList<>();
    checkins.forEach((checkin, files) -> {
      if (repository.timeline().checkin(checkin).isEmpty()) {
        lost.add("check-in " + checkin);
        return;
      }
      Map<String, Hash> held = repository.timeline().files(checkin).stream()
          .collect(Collectors.toMap(FileEntry::path, FileEntry::content));
      files.forEach((path, content) -> {
        if (!content.equals(held.get(path)) || !repository.artifacts().lookup(content).isHeld()) {
          lost.add("check-in " + checkin + ": file " + path);
        }
      });
    });
    return lost;
  }

  static List<String> lostArtifacts(Repository repository, List<Hash> names) {
    return names.stream().filter(name -> !repository.artifacts().lookup(name).isHeld()).map(name -> "artifact " + name)
        .toList();
  }

  /** What {@code fossil rebuild} would make otherwise. */
  public List<String> rebuildDifferences(Path file) throws InterruptedException, IOException {
    Path copy = file.resolveSibling(file.getFileName() + ".rebuilt");
    Files.deleteIfExists(copy);
    Maintenance.copy(file, copy, RepositoryOptions.standard());
    fossil.rebuild(copy);
    return RepositoryComparison.differences(file, copy).stream()
        .map(difference -> file.getFileName() + ": fossil rebuild differs: " + difference).toList();
  }
}
