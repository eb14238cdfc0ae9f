package io.edgesync.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.sync.Fingerprint;
import io.edgesync.sync.KeptFingerprint;
import io.edgesync.sync.testing.Peer;
import io.edgesync.sync.testing.StockRepository;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.JdkArtifactHasher;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.testing.FossilProcess;
import io.edgesync.xfer.testing.SeededRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fingerprint never lies, whatever the stock program does to the file meanwhile. */
class KeptFingerprintTest {

  private static final int STEPS = 50;

  @TempDir
  Path directory;

  private FossilProcess fossil;
  private StockRepository stock;
  private Path tree;
  private SeededRandom random;
  private int number;

  @Test
  void isAFreshScanAfterWhateverHappens() throws Exception {
    random = SeededRandom.create();
    fossil = FossilProcess.in(directory);
    stock = StockRepository.create(fossil, directory, "stock").withCommits(3, 1);
    tree = stock.file().resolveSibling("stock.fossil.tree");
    Path other = directory.resolve("other.fossil");
    fossil.ok(directory, "clone", stock.file().toString(), other.toString());
    StockRepository second = StockRepository.open(fossil, other);

    try (Repository repository = Repository.open(stock.file(), RepositoryOptions.standard())) {
      KeptFingerprint kept = new KeptFingerprint(repository.changes(), repository.artifacts());
      Map<String, Runnable> deeds = deeds(repository, second);
      List<String> names = List.copyOf(deeds.keySet());
      List<String> done = new ArrayList<>();
      // Each once, in random order, then whatever comes.
      List<String> order = new ArrayList<>(names);
      java.util.Collections.shuffle(order, new java.util.Random(random.seed()));
      while (order.size() < STEPS) {
        order.add(random.oneOf(names));
      }
      for (String deed : order) {
        done.add(deed);
        deeds.get(deed).run();
        kept.look();
        kept.settle();

        Fingerprint fresh = new Fingerprint();
        Peer.names(repository.artifacts()).forEach(fresh::add);
        assertThat(kept.fingerprint().digest()).as("after %s", done).isEqualTo(fresh.digest());
        assertThat(Peer.names(repository.artifacts())).as("after %s", done).isEqualTo(publicNames());
      }
    }
  }

  /** What stock would say is public and here. */
  private TreeSet<Hash> publicNames() {
    TreeSet<Hash> names = new TreeSet<>();
    stock
        .sql(
            """
                WITH RECURSIVE d(rid) AS (SELECT rid FROM blob WHERE size<0 UNION SELECT delta.rid FROM d JOIN delta ON srcid=d.rid)
                SELECT uuid FROM blob WHERE rid NOT IN (SELECT rid FROM private) AND uuid NOT IN (SELECT uuid FROM shun)
                AND rid NOT IN (SELECT rid FROM d)
                AND NOT (length(uuid)=40 AND EXISTS (SELECT 1 FROM config WHERE name='hash-policy' AND value=4))""")
        .forEach(name -> names.add(new Hash(name)));
    return names;
  }

  private Map<String, Runnable> deeds(Repository repository, StockRepository second) {
    String file = stock.file().toString();
    String any = "(SELECT rid FROM blob WHERE size>=0 ORDER BY random() LIMIT 1)";
    return Map.ofEntries(
        Map.entry("commit", () -> commit()),
        Map.entry("commit --private", () -> commit("--private", "--branch", "private-" + number)),
        Map.entry("commit --branch", () -> commit("--branch", "branch-" + number)),
        Map.entry("wiki", () -> may("wiki", "create", "page-" + number++, change())),
        Map.entry("uv", () -> may("uv", "add", change())),
        Map.entry("tag", () -> may("tag", "add", "tag-" + number++, "trunk")),
        Map.entry("pull", () -> {
          second.withCommits(1, random.below(1 << 20));
          may("pull", second.file().toString(), "--once");
        }),
        Map.entry("push", () -> fossil.run(tree, "push", second.file().toString(), "--once")),
        Map.entry("rebuild", () -> may("rebuild", file, random.oneOf(List.of("--vacuum", "--cluster", "--compress")))),
        Map.entry("scrub", () -> may("scrub", "--force", "--private", file)),
        Map.entry("publish", () -> may("publish", "private-" + random.below(number + 1))),
        Map.entry("purge checkin", () -> may("purge", "checkins", "tip")),
        Map.entry("purge artifact", () -> may("purge", "artifacts", artifact())),
        Map.entry("purge undo", () -> may("purge", "undo", Integer.toString(1 + random.below(4)))),
        Map.entry("purge obliterate", () -> may("purge", "obliterate", "1", "--force")),
        Map.entry("purge, then commit", () -> {
          may("purge", "checkins", "tip");
          commit();
        }),
        Map.entry("bundle", () -> may("bundle", "export", bundle(), "--checkin", "trunk", "--standalone")),
        Map.entry("bundle import",
            () -> may("bundle", "import", bundle(), random.chance(0.5) ? "--publish" : "--force")),
        Map.entry("bundle purge", () -> may("bundle", "purge", bundle())),
        Map.entry("shun", () -> sql("INSERT OR IGNORE INTO shun(uuid) SELECT uuid FROM blob WHERE rid=" + any)),
        Map.entry("unshun", () -> sql("DELETE FROM shun WHERE uuid=(SELECT min(uuid) FROM shun)")),
        Map.entry("shun and rebuild", () -> {
          sql("INSERT OR IGNORE INTO shun(uuid) SELECT uuid FROM blob WHERE rid=" + any);
          may("rebuild", file);
        }),
        Map.entry("make private", () -> sql("INSERT OR IGNORE INTO private(rid) VALUES(" + any + ")")),
        Map.entry("make public", () -> sql("DELETE FROM private WHERE rid=(SELECT max(rid) FROM private)")),
        Map.entry("delete the last", () -> delete("SELECT max(rid) FROM blob")),
        Map.entry("delete the last, then commit", () -> {
          delete("SELECT rid FROM blob ORDER BY rid DESC LIMIT 2");
          commit();
        }),
        Map.entry("delete any", () -> delete("SELECT rid FROM blob WHERE rid NOT IN (SELECT srcid FROM delta)"
            + " ORDER BY random() LIMIT 1")),
        Map.entry("make a phantom",
            () -> sql("UPDATE blob SET size=-1, content=NULL WHERE rid=(SELECT max(rid) FROM blob);"
                + " INSERT OR IGNORE INTO phantom SELECT rid FROM blob WHERE size<0; DELETE FROM delta WHERE rid IN phantom")),
        Map.entry("hash policy", () -> may("hash-policy", random.oneOf(List.of("shun-sha1", "sha1", "sha3")))),
        Map.entry("we receive", () -> receive(repository, change().getBytes(StandardCharsets.UTF_8))));
  }

  private void commit(String... options) {
    change();
    fossil.run(tree, "addremove");
    List<String> words = new ArrayList<>(
        List.of("commit", "--no-warnings", "--allow-fork", "--allow-empty", "-m", "again"));
    words.addAll(List.of(options));
    number++;
    fossil.run(tree, words);
  }

  /** Writes a file of the working tree. */
  private String change() {
    String name = "changed-" + random.below(6) + ".txt";
    try {
      Files.writeString(tree.resolve(name), random.hex(40 + random.below(4000)) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  /** Refusals are as good as deeds: the file may have been written to. */
  private void may(String... words) {
    fossil.run(tree, words);
  }

  private void sql(String statement) {
    fossil.ok(directory, "sql", "-R", stock.file().toString(), statement);
  }

  private void delete(String rids) {
    sql("CREATE TEMP TABLE gone AS " + rids
        + "; DELETE FROM blob WHERE rid IN gone; DELETE FROM delta WHERE rid IN gone;"
        + " DELETE FROM phantom WHERE rid IN gone; DELETE FROM private WHERE rid IN gone");
  }

  private String artifact() {
    return stock.sql("SELECT uuid FROM blob WHERE size>=0 ORDER BY random() LIMIT 1").getFirst();
  }

  private String bundle() {
    return directory.resolve("one.bundle").toString();
  }

  private static void receive(Repository repository, byte[] content) {
    try (JdkArtifactHasher hasher = new JdkArtifactHasher();
        ArtifactWriter writer = repository.artifacts().receive(new Provenance("peer", null, null))) {
      writer.file(hasher.hash(HashAlgorithm.SHA3_256, content), null, Content.of(content), false);
      writer.finish();
    }
  }
}
