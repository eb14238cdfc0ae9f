package io.edgesync.repository.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.repository.artifact.SampleArtifact;
import io.edgesync.repository.artifact.SqliteArtifactStore;
import io.edgesync.repository.crosslink.Crosslinker;
import io.edgesync.repository.history.HandMade;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.content.Content;
import java.util.ArrayList;
import java.util.List;

/** Artifacts of every kind, as a peer sends them. */
final class Arriving {

  private static final String TICKET = "7".repeat(40);

  private final List<SampleArtifact> all = new ArrayList<>();

  private Arriving() {}

  /** Stores them, the older before the younger, and others of the same kinds the other way round. */
  static void receive(RepositoryDatabase database) {
    Crosslinker crosslinker = new Crosslinker(RepositoryFixture.options().clock());
    SqliteArtifactStore store = new SqliteArtifactStore(database, RepositoryFixture.options(),
        new ProjectCode("1".repeat(40)), "2".repeat(40), crosslinker, crosslinker::beginLocal);
    for (SampleArtifact each : made("2024-05-01")) {
      receive(store, List.of(each));
    }
    receive(store, made("2024-06-01").reversed());
    receive(store, List.of());
  }

  private static void receive(SqliteArtifactStore store, List<SampleArtifact> round) {
    SampleArtifact before = SampleArtifact.version(1);
    SampleArtifact after = SampleArtifact.version(2);
    try (ArtifactWriter writer = store.receive(new Provenance(null, "192.0.2.1", null))) {
      for (SampleArtifact each : round) {
        writer.file(each.name(), null, each.content(), false);
      }
      if (round.isEmpty()) {
        // The source of a delta comes after it.
        writer.file(after.name(), before.name(), after.deltaFrom(before), false);
        writer.phantom(SampleArtifact.of("wanted").name(), false);
        writer.file(SampleArtifact.of("secret").name(), null, SampleArtifact.of("secret").content(), true);
        writer.file(before.name(), null, before.content(), false);
      }
      assertThat(writer.finish().refusals()).isEmpty();
    }
  }

  private static List<SampleArtifact> made(String day) {
    Arriving made = new Arriving();
    String at = "D " + day + "T10:00:0";
    SampleArtifact file = SampleArtifact.of("content of " + day);
    made.all.add(file);
    String content = "F a " + file.name();
    Hash root = made.add("C root", at + 1, content, "T *branch * trunk", "T *sym-trunk *", "U u");
    Hash side = made.add("C side\\s[" + root.hex().substring(0, 10) + "]", at + 2, "F b " + file.name(), "P " + root,
        "T *branch * side", "U u");
    Hash merge = made.add("C merge", at + 3, content, "F b " + file.name() + " w", "F c " + file.name() + " a",
        "P " + root + " " + side, "Q +" + side, "U u");
    made.add("B " + merge, "C delta", at + 4, "F c " + file.name(), "P " + merge, "U u");
    made.add(at + 5, "T *bgcolor " + root + " #fff", "T +comment " + side + " amended",
        "T +date " + side + " 2024-01-01",
        "T +hidden " + side, "T +closed " + side, "T *branch " + side + " other", "T +sym-v1 " + merge, "U u");
    made.add(at + 6, "T -bgcolor " + merge, "T +parent " + merge + " " + root, "U u");
    Hash page = made.add(at + 1, "L Page", "U u", HandMade.text("see [" + root.hex().substring(0, 10) + "]"));
    made.add(at + 2, "L Page", "P " + page, "U u", HandMade.text("again"));
    made.add(at + 1, "E " + day + "T10:00:00 " + "3".repeat(40), "U u", HandMade.text("note"));
    made.add("A file.txt Page " + file.name(), at + 3, "U u");
    made.add("A file.txt " + TICKET + " " + file.name(), at + 4, "U u");
    made.add(at + 1, "J title of\\s" + day, "K " + TICKET, "U u");
    made.add(at + 2, "J status Closed", "K " + TICKET, "U u");
    Hash post = made.add(at + 1, "H title", "U u", HandMade.text("first"));
    made.add(at + 2, "G " + post, "I " + post, "U u", HandMade.text("reply"));
    made.add(at + 3, "H title", "P " + post, "U u", HandMade.text("edited"));
    List<String> names = made.all.stream().map(each -> "M " + each.name()).sorted().toList();
    made.add(names.toArray(String[]::new));
    return made.all;
  }

  private Hash add(String... cards) {
    all.add(SampleArtifact.of(HashAlgorithm.SHA3_256, HandMade.artifact(cards)));
    return all.getLast().name();
  }
}
