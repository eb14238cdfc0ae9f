package io.edgesync.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.repository.configuration.ConfigurationEntry;
import io.edgesync.repository.process.SystemCalls;
import io.edgesync.repository.process.SystemCalls.Call;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.repository.timeline.TimelineFilter;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything this module does with a repository is done in a process whose system calls are watched: whatever opens the file, its journal
 * or its log must be SQLite. Closing any other descriptor would drop SQLite's locks, and a second writer would get in.
 */
class OnlySqliteOpensTheFileTest {

  /** Does everything once; with a second argument it also looks into the file by itself. */
  static final class EveryOperation {
    private EveryOperation() {}

    public static void main(String[] arguments) throws IOException {
      Path directory = Path.of(arguments[0]);
      Path file = directory.resolve("every.fossil");
      try (Repository repository = RepositoryFixture.create(file)) {
        use(repository);
        if (arguments.length > 1) {
          Files.newByteChannel(file).close();
        }
        finishAClone(repository, directory.resolve("clone.fossil"));
      }
      try (Repository again = Repository.open(file, RepositoryFixture.options())) {
        again.verify(RebuildProgress.SILENT);
      }
      Maintenance.verify(file, RepositoryFixture.options(), RebuildProgress.SILENT);
      Maintenance.rebuild(file, RepositoryFixture.options(), RebuildProgress.SILENT);
      Maintenance.copy(file, directory.resolve("copy.fossil"), RepositoryFixture.options());
    }

    private static void use(Repository repository) {
      commit(repository, 0);
      Hash checkin = commit(repository, 1);
      try (ArtifactWriter writer = repository.artifacts().receive(Provenance.local(RepositoryFixture.ADMIN))) {
        SampleArtifact artifact = SampleArtifact.of("received");
        writer.file(artifact.name(), null, artifact.content(), false);
        writer.finish();
      }
      repository.artifacts().load(checkin).orElseThrow().close();
      repository.timeline().files(checkin);
      repository.timeline().newest(20, TimelineFilter.ALL);
      repository.changes().newPublicArtifactsSince(repository.changes().mark());
      repository.changes().dataVersion();
      repository.artifacts().makeClusters();
      repository.users().find(RepositoryFixture.ADMIN);
    }

    private static Hash commit(Repository repository, int version) {
      byte[] content = SampleArtifact.version(version).bytes();
      return repository.checkins().commit(
          CheckinRequest.of(Map.of("a.txt", NewFile.of(content)), "comment " + version, RepositoryFixture.ADMIN));
    }

    private static void finishAClone(Repository source, Path target) {
      try (CloneFile clone = CloneFile.openOrCreate(target, RepositoryFixture.options())) {
        clone.start(source.projectCode(), source.serverCode());
        clone.config(List.of(new ConfigurationEntry("/config",
            "1706832000 'project-name' value 'name'".getBytes(StandardCharsets.UTF_8))));
        List<StoredArtifact> reply = new ArrayList<>();
        clone.append(reply, source.artifacts().walkStored(1, false, reply::add));
        clone.finish(new CloneOptions("tester", "secret", new Random(3)), CloneFile.Progress.NONE).close();
      }
    }
  }

  @TempDir
  Path directory;

  private List<Call> opens(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(directory.toRealPath().toString()));
    arguments.addAll(List.of(more));
    return SystemCalls.of(directory, true, List.of("open", "openat", "openat2", "creat"), EveryOperation.class,
        arguments.toArray(String[]::new)).stream().filter(call -> call.text().contains(".fossil")).toList();
  }

  @Test
  void whateverIsDoneWithARepository() throws Exception {
    List<Call> opens = opens();

    assertThat(opens).allMatch(Call::isFromSqlite);
    for (String name : List.of("every.fossil", "every.fossil-journal", "clone.fossil.part", "clone.fossil.part-journal",
        "clone.fossil", "copy.fossil")) {
      assertThat(opens).anyMatch(call -> call.text().contains("/" + name + "\""));
    }
  }

  @Test
  void andAnyOtherDescriptorWouldBeSeen() throws Exception {
    assertThat(opens("plainly")).filteredOn(call -> !call.isFromSqlite()).hasSize(1)
        .first().matches(call -> call.text().contains("/every.fossil\""));
  }
}
