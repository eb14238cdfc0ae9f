package io.edgesync.ops.soak;

import io.edgesync.cli.process.Programs;
import io.edgesync.repository.Maintenance;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.repository.clone.CloneFile;
import io.edgesync.repository.clone.CloneOptions;
import io.edgesync.repository.rebuild.RebuildProgress;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The program that is killed: check-ins, artifacts of other kinds, imports, rebuilds and clones at random until then, each acknowledged on standard output after it
 * returned ({@link Acknowledged}). Arguments: the directory with the repository and the source of the clones, and a seed.
 */
final class KilledProgram {

  static final String CHECKIN = "checkin";
  static final String WRITING = "writing";
  static final String IMPORT = "import";
  static final String REBUILD = "rebuild";
  static final String CLONE = "clone";

  /** The repository that all of this happens to, what clones are made of, and a clone. */
  static final String REPOSITORY = "killed.fossil";
  static final String SOURCE = "source.fossil";
  static final String CLONED = "clone.fossil";

  private final Path directory;
  private final SplittableRandom random;
  private final RepositoryOptions options = RepositoryOptions.standard();
  private final RandomTexts texts;

  private KilledProgram(Path directory, long seed) {
    this.directory = directory;
    this.random = new SplittableRandom(seed);
    this.texts = new RandomTexts(random);
  }

  public static void main(String[] arguments) throws IOException {
    new KilledProgram(Path.of(arguments[0]), Long.parseLong(arguments[1])).work();
  }

  private static void say(String line) {
    System.out.print(line + "\n");
    System.out.flush();
  }

  private void work() throws IOException {
    try (Repository repository = Repository.open(directory.resolve(REPOSITORY), options);
        Repository source = Repository.open(directory.resolve(SOURCE), options)) {
      RandomWritings writings = new RandomWritings(repository, random);
      say("ready");
      while (true) {
        int dice = random.nextInt(20);
        if (dice < 6) {
          checkin(repository);
        } else if (dice < 11) {
          say("begin " + WRITING);
          say("done " + WRITING + " " + writings.next());
        } else if (dice < 16) {
          receive(repository);
        } else if (dice < 17) {
          rebuild();
        } else {
          cloneOn(source);
        }
      }
    }
  }

  private void checkin(Repository repository) {
    Map<String, NewFile> files = new LinkedHashMap<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      files.put("src/f" + random.nextInt(30) + ".txt", NewFile.of(texts.next()));
    }
    CheckinRequest request = CheckinRequest.of(files, "check-in " + random.nextInt(), Programs.LOGIN);
    if (random.nextInt(20) == 0) {
      request = request.onBranch("branch-" + Long.toHexString(random.nextLong()));
    }
    say("begin " + CHECKIN);
    Hash made = repository.checkins().commit(request);
    StringBuilder line = new StringBuilder("done " + CHECKIN + " " + made);
    files.forEach((path, file) -> line.append(' ').append(path).append(' ').append(RandomTexts.name(file.content())));
    say(line.toString());
  }

  /** A round of versions, some as deltas on others that may come later. */
  private void receive(Repository repository) {
    int count = 2 + random.nextInt(30);
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      contents.add(texts.next());
    }
    say("begin " + IMPORT);
    try (ArtifactWriter writer = repository.artifacts().receive(new Provenance("nobody", "192.0.2.1", null))) {
      for (int i = 0; i < count; i++) {
        Hash name = RandomTexts.name(contents.get(i));
        if (i + 1 < count && random.nextInt(3) == 0) {
          byte[] source = contents.get(i + 1);
          writer.file(name, RandomTexts.name(source), Content.of(Delta.create(source, contents.get(i))), false);
        } else {
          writer.file(name, null, Content.of(contents.get(i)), false);
        }
      }
      StringBuilder line = new StringBuilder("done " + IMPORT);
      writer.finish().stored().forEach(name -> line.append(' ').append(name));
      say(line.toString());
    }
  }

  private void rebuild() {
    say("begin " + REBUILD);
    Maintenance.rebuild(directory.resolve(REPOSITORY), options, RebuildProgress.SILENT);
    say("done " + REBUILD);
  }

  /** Goes on with the clone that an earlier run left unfinished, to its end. */
  private void cloneOn(Repository source) throws IOException {
    Path target = directory.resolve(CLONED);
    if (Files.exists(target)) {
      return;
    }
    say("begin " + CLONE);
    try (CloneFile clone = CloneFile.openOrCreate(target, options)) {
      clone.start(source.projectCode(), source.serverCode());
      while (clone.nextSequence() != 0) {
        List<StoredArtifact> reply = new ArrayList<>();
        int next = source.artifacts().walkStored(clone.nextSequence(), false, stored -> {
          reply.add(stored);
          return reply.size() < 40;
        });
        clone.append(reply, next);
      }
      clone.finish(new CloneOptions(Programs.LOGIN, "secret", new Random(random.nextLong())), CloneFile.Progress.NONE)
          .close();
    }
    say("done " + CLONE);
  }
}
