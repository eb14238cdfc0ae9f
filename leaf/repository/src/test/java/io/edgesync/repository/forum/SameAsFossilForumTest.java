package io.edgesync.repository.forum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.StockPages;
import io.edgesync.repository.authoring.StockTwin;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forum posts of ours are those of stock's web pages, to the byte, and have the same consequences. */
class SameAsFossilForumTest {

  private final StockTwin twin;

  SameAsFossilForumTest(@TempDir Path directory) throws IOException {
    twin = new StockTwin(directory);
  }

  private Hash posts(StockPages pages, BiFunction<Repository, Author, Hash> ours, String page, Map<String, String> form)
      throws IOException, SQLException {
    return twin.same(ours, () -> pages.post(page, form));
  }

  @Test
  void aThreadWithRepliesEditsAndDeletions() throws IOException, SQLException {
    try (StockPages pages = new StockPages(twin.stock().fossil(), twin.stock().repository())) {
      PostText hello = PostText.markdown("Hello *all*, caf\u00e9");
      Hash root = posts(pages, (ours, author) -> ours.forum().post("A \"title\"", hello, author), "forume1",
          Map.of("title", "A \"title\"", "mimetype", hello.mimetype(), "content", hello.text(), "submit", "1"));
      PostText answer = new PostText("An [deadbeef|answer]", "text/x-fossil-wiki");
      Hash reply = posts(pages, (ours, author) -> ours.forum().reply(root, answer, author), "forume2",
          Map.of("fpid", root.hex(), "reply", "1", "mimetype", answer.mimetype(), "content", answer.text(), "submit",
              "1"));
      PostText deeper = new PostText("plain", "text/plain");
      posts(pages, (ours, author) -> ours.forum().reply(reply, deeper, author), "forume2",
          Map.of("fpid", reply.hex(), "reply", "1", "mimetype", deeper.mimetype(), "content", "plain", "submit", "1"));
      Hash edited = posts(pages, (ours, author) -> ours.forum().edit(root, "Another title", deeper, author), "forume2",
          Map.of("fpid", root.hex(), "edit", "1", "title", "Another title", "mimetype", deeper.mimetype(), "content",
              "plain", "submit", "1"));
      posts(pages, (ours, author) -> ours.forum().edit(reply, null, deeper, author), "forume2",
          Map.of("fpid", reply.hex(), "edit", "1", "mimetype", deeper.mimetype(), "content", "plain", "submit", "1"));
      Hash deleted = posts(pages, (ours, author) -> ours.forum().delete(edited, author), "forume2",
          Map.of("fpid", edited.hex(), "nullout", "1", "title", "", "mimetype", "text/x-fossil-wiki", "content", "",
              "submit", "1"));
      assertThat(twin.text(deleted)).contains("\nH \n", "\nW 0\n\n");
    }
  }

  @Test
  void refusesBlankPostsTitlesOfRepliesAndEditsOfOldVersions() {
    try (Repository repository = RepositoryFixture.create(twin.directory().resolve("ours.fossil"))) {
      Author author = Author.of("tester");
      Forum forum = repository.forum();
      Hash root = forum.post("title", PostText.markdown("text"), author);
      Hash reply = forum.reply(root, PostText.markdown("reply"), author);
      forum.edit(root, null, PostText.markdown("more"), author);

      assertThatThrownBy(() -> forum.post("title", PostText.markdown(" \n"), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("white space");
      assertThatThrownBy(() -> forum.edit(reply, "title", PostText.markdown("x"), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("a reply has no title");
      assertThatThrownBy(() -> forum.edit(root, null, PostText.markdown("x"), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("was edited already");
      assertThatThrownBy(() -> forum.reply(new Hash("1".repeat(40)), PostText.markdown("x"), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("expected a forum post");
    }
  }
}
