package io.edgesync.examples;

import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.repository.timeline.Entry;
import io.edgesync.repository.timeline.TimelineFilter;
import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Opens a repository, or creates it, makes a check-in without a working tree, and reads the history. A daemon that serves the
 * file at the same time notices and announces the check-in.
 */
public final class OpenAndCommit {

  private OpenAndCommit() {}

  /** @param arguments the repository's file */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    try (Repository repository = Files.exists(file)
        ? Repository.open(file, RepositoryOptions.standard())
        : Repository.create(file,
            new NewRepository("alice", "example-password", "Notes", HashPolicy.SHA3, InstantSource.system(),
                new SecureRandom()))) {
      byte[] list = ("buy milk, line " + history(repository).size() + "\n").getBytes(StandardCharsets.UTF_8);
      Hash checkin = repository.checkins()
          .commit(CheckinRequest.of(Map.of("list.txt", NewFile.of(list)), "a shopping list", "alice"));
      System.out.println("checkin " + checkin);
      for (Entry entry : history(repository)) {
        System.out.println(entry.at() + "  " + entry.user() + "  " + entry.comment());
      }
    }
  }

  private static List<Entry> history(Repository repository) {
    return repository.timeline().newest(10, TimelineFilter.CHECKINS);
  }
}
