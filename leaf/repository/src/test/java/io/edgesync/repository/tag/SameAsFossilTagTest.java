package io.edgesync.repository.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.StockTwin;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.structure.TagChange;
import io.edgesync.repository.structure.TagChange.Kind;
import io.edgesync.repository.tag.Amendment.Mark;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control artifacts of ours are stock's, to the byte, and have the same consequences. */
class SameAsFossilTagTest {

  private final StockTwin twin;
  private final StockHistory stock;
  private final Hash first;
  private final Hash second;

  SameAsFossilTagTest(@TempDir Path directory) throws IOException {
    twin = new StockTwin(directory);
    stock = twin.stock();
    first = new Hash(stock.add("a.txt", "a\n").commit("first"));
    second = new Hash(stock.write("a.txt", "b\n").commit("second, \u00e9 & \"more\""));
  }

  private Hash dated(BiFunction<Repository, Author, Hash> ours, String... command) throws IOException, SQLException {
    return twin.same(ours,
        Stream.concat(Stream.of(command), Stream.of("--date-override", stock.nextDate())).toArray(String[]::new));
  }

  private Hash amends(Hash checkin, Amendment amendment, String... options) throws IOException, SQLException {
    return dated((ours, author) -> ours.amendments().amend(checkin, amendment, author).orElseThrow(),
        Stream.concat(Stream.of("amend", checkin.hex()), Stream.of(options)).toArray(String[]::new));
  }

  @Test
  void tagsAreAddedPropagatedAndCancelled() throws IOException, SQLException {
    dated((ours, author) -> ours.tags().add(first, "rel 1.0\u00e9", null, author), "tag", "add", "rel 1.0\u00e9",
        first.hex());
    dated((ours, author) -> ours.tags().propagate(first, "also", "with a\nvalue \\", author), "tag", "add",
        "--propagate", "also", first.hex(), "with a\nvalue \\");
    dated((ours, author) -> ours.tags().cancel(second, "also", author), "tag", "cancel", "also", second.hex());
    TagChange note = new TagChange(Kind.ADD, "note", first, "look <here>");
    dated((ours, author) -> ours.tags().raw(note, author), "tag", "add", "--raw", "note", first.hex(), "look <here>");
    dated((ours, author) -> ours.tags().reparent(second, List.of(first), author), "reparent", second.hex(),
        first.hex());
  }

  @Test
  void namesThatWouldMakeOtherThingsOfAnArtifactAreRefused() {
    try (Repository repository = Repository.open(stock.repository(), RepositoryFixture.options())) {
      Author author = Author.of("tester");
      for (String name : List.of("wiki-x", "tkt-1", "event-2", "")) {
        assertThatThrownBy(() -> repository.tags().add(first, name, null, author)).describedAs(name)
            .isInstanceOf(RepositoryException.Refused.class);
      }
      assertThatThrownBy(() -> repository.tags().raw(new TagChange(Kind.ADD, "abc123", first, null), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("hexadecimal");
      assertThatThrownBy(() -> repository.tags().add(new Hash("1".repeat(64)), "x", null, author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("not in this repository");
      Hash file = repository.timeline().files(first).getFirst().content();
      assertThatThrownBy(() -> repository.tags().add(file, "x", null, author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("content of a file");
      assertThatThrownBy(
          () -> repository.tags().add(first, "x", null, author.at(Instant.parse("-9999-01-01T00:00:00Z"))))
          .isInstanceOf(RepositoryException.Refused.class);
    }
  }

  @Test
  void amendments() throws IOException, SQLException {
    Amendment none = Amendment.NOTHING;
    amends(second, none.comment("new words\nhere").user("somebody else").color("ff8080"), "-m", "new words\nhere",
        "--author", "somebody else", "--bgcolor", "ff8080");
    amends(first, none.date(Instant.parse("2024-02-28T09:08:07Z")).branchColor("#102030").tag("z").tag("a b"),
        "--date", "2024-02-28T09:08:07.000", "--branchcolor", "#102030", "--tag", "z", "--tag", "a b");
    amends(first, none.color("").cancel("z").cancel("never there").mark(Mark.HIDE), "--bgcolor", "", "--cancel", "z",
        "--cancel", "never there", "--hide");
    amends(second, none.branch("another one").tag("both").cancel("trunk"), "--branch", "another one", "--tag", "both",
        "--cancel", "trunk");
    amends(first, none.mark(Mark.CLOSE), "--close");
    amends(second, none.mark(Mark.CLOSE), "--close");
  }

  @Test
  void anAmendmentThatChangesNothingWritesNothing() throws SQLException {
    try (Repository repository = Repository.open(stock.repository(), RepositoryFixture.options())) {
      Amendment same = Amendment.NOTHING.comment(" first\r\n").user("tester").cancel("x").mark(Mark.REOPEN)
          .mark(Mark.UNHIDE).color("");

      assertThat(repository.amendments().amend(first, same, Author.of("tester"))).isEmpty();
      assertThat(twin.newest()).isEqualTo(second);
    }
  }

  @Test
  void branchesBeginCloseAndHide() throws IOException, SQLException {
    stock.tag("add", "rel-1", second.hex());
    Hash a = dated((ours, author) -> ours.branches().create(NewBranch.of("a & \"b\"", second), author), "branch", "new",
        "a & \"b\"", second.hex());
    Hash b = dated((ours, author) -> ours.branches().create(NewBranch.of("b", first).colored("#abcdef"), author),
        "branch", "new", "b", first.hex(), "--bgcolor", "#abcdef");
    Hash c = dated((ours, author) -> ours.branches().create(NewBranch.of("c", a).privately(), author), "branch", "new",
        "c", a.hex(), "--private");
    dated((ours, author) -> ours.branches().create(NewBranch.of("d", c), author), "branch", "new", "d", c.hex());
    dated((ours, author) -> ours.tags().add(c, "on-private", null, author), "tag", "add", "on-private", c.hex());
    dated((ours, author) -> ours.branches().close(List.of(b, a), author), "branch", "close", b.hex(), a.hex());
    dated((ours, author) -> ours.branches().reopen(List.of(a), author), "branch", "reopen", a.hex());
    dated((ours, author) -> ours.branches().hide(List.of(a, b), author), "branch", "hide", a.hex(), b.hex());
    dated((ours, author) -> ours.branches().unhide(List.of(a), author), "branch", "unhide", a.hex());
  }

  @Test
  void aBranchFromADeltaManifestTakesItsCardsAlong() throws IOException, SQLException {
    for (int i = 0; i < 40; i++) {
      stock.write("dir/file " + i, "content " + i + "\n");
    }
    stock.write("run.sh", "#!/bin/sh\n").run("add", "dir", "run.sh");
    assertThat(stock.checkout().resolve("run.sh").toFile().setExecutable(true)).isTrue();
    stock.commit("many");
    stock.run("mv", "--hard", "dir/file 3", "moved");
    stock.run("rm", "--hard", "dir/file 4");
    Hash delta = new Hash(stock.write("run.sh", "#!/bin/bash\n").commit("delta", "--delta"));
    assertThat(twin.text(delta)).startsWith("B ").contains(" w dir/file\\s3\n");

    Hash branch = dated((ours, author) -> ours.branches().create(NewBranch.of("b", delta), author), "branch", "new",
        "b",
        delta.hex());
    dated((ours, author) -> ours.branches().create(NewBranch.of("c", branch), author), "branch", "new", "c",
        branch.hex());
  }

  @Test
  void refusesABranchThatIsOpenAndToCloseWhatIsNoLeaf() {
    try (Repository repository = Repository.open(stock.repository(), RepositoryFixture.options())) {
      Author author = Author.of("tester");
      assertThatThrownBy(() -> repository.branches().create(NewBranch.of("trunk", first), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("is open already");
      assertThatThrownBy(() -> repository.branches().close(List.of(first), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("expected a leaf");
      assertThatThrownBy(() -> repository.branches().reopen(List.of(second), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("nothing to do");
    }
  }
}
