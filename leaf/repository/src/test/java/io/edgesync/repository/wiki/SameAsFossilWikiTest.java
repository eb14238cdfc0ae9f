package io.edgesync.repository.wiki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.StockTwin;
import io.edgesync.repository.structure.TextBytes;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wiki pages of ours are stock's, to the byte, and have the same consequences. */
class SameAsFossilWikiTest {

  private final StockTwin twin;

  SameAsFossilWikiTest(@TempDir Path directory) throws IOException {
    twin = new StockTwin(directory);
  }

  @Test
  void pagesAreCreatedEditedAndEmptied() throws IOException, SQLException {
    String text = "See [deadbeef] and [Other Page].\n\n  * caf\u00e9 \\ \"x\"\n";
    twin.same((ours, author) -> ours.wiki().create(WikiEdit.of("A Page/\u00e9", text), author), "wiki", "create",
        "A Page/\u00e9", twin.file(text));
    twin.same((ours, author) -> ours.wiki().edit(WikiEdit.of("A Page/\u00e9", "markdown *now*").as("text/x-markdown"),
        author), "wiki", "commit", "A Page/\u00e9", twin.file("markdown *now*"), "--mimetype", "markdown");
    Hash third = twin.same((ours, author) -> ours.wiki().edit(WikiEdit.of("A Page/\u00e9", "still\n\n"), author),
        "wiki",
        "commit", "A Page/\u00e9", twin.file("still\n\n"));
    assertThat(twin.text(third)).contains("\nN text/x-markdown\n");
    twin.same((ours, author) -> ours.wiki().edit(WikiEdit.of("A Page/\u00e9", "x").as(WikiEdit.FOSSIL_WIKI).on(third),
        author), "wiki", "commit", "A Page/\u00e9", twin.file("x"), "--mimetype", "fossil");
    twin.same((ours, author) -> ours.wiki().delete("A Page/\u00e9", author), "wiki", "commit", "A Page/\u00e9",
        twin.file(""));
    twin.same((ours, author) -> ours.wiki().create(WikiEdit.of("plain", "text").as("text/plain"), author), "wiki",
        "create", "plain", twin.file("text"), "--mimetype", "text/plain");
  }

  @Test
  void bytesThatAreNotUtf8Survive() throws IOException, SQLException {
    byte[] bytes = {'a', (byte) 0xe9, '\r', '\n', (byte) 0xff};
    twin.same((ours, author) -> ours.wiki().create(WikiEdit.of("raw", TextBytes.decode(bytes)), author), "wiki",
        "create", "raw", twin.file("raw", bytes));
  }

  @Test
  void refusesTitlesAndTextsThatFossilDoesNotTake() {
    for (String title : List.of("", " a", "a ", "a  b", "a\tb", "x".repeat(101), "\u00e9".repeat(51), "SandBox")) {
      assertThatThrownBy(() -> WikiEdit.of(title, "x")).describedAs(title)
          .isInstanceOf(RepositoryException.Refused.class);
    }
    assertThatThrownBy(() -> WikiEdit.of("a", "x\0y")).isInstanceOf(RepositoryException.Refused.class);
    assertThatThrownBy(() -> WikiEdit.of("a", "x").as("text plain")).isInstanceOf(RepositoryException.Refused.class);
  }

  @Test
  void refusesToWriteOverWhatSomebodyElseWrote() throws IOException, SQLException {
    twin.stock().run("wiki", "create", "page", twin.file("one"));
    Hash first = twin.newest();
    twin.stock().run("wiki", "commit", "page", twin.file("two"));

    try (Repository repository = Repository.open(twin.stock().repository(), RepositoryFixture.options())) {
      Author author = Author.of("tester");
      assertThatThrownBy(() -> repository.wiki().edit(WikiEdit.of("page", "three").on(first), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("is not its newest version");
      assertThatThrownBy(() -> repository.wiki().create(WikiEdit.of("page", "three"), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("exists already");
      assertThatThrownBy(() -> repository.wiki().delete("another", author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("no such page");
    }
  }
}
