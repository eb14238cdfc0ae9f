package io.edgesync.repository.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.StockPages;
import io.edgesync.repository.authoring.StockTwin;
import io.edgesync.repository.technote.TechnoteId;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attachments of ours are stock's, to the byte, and have the same consequences. */
class SameAsFossilAttachmentTest {

  private static final String TICKET = "0123456789abcdef0123456789abcdef01234567";
  private static final byte[] CONTENT = "attached\0content".getBytes(StandardCharsets.UTF_8);

  private final StockTwin twin;

  SameAsFossilAttachmentTest(@TempDir Path directory) throws IOException {
    twin = new StockTwin(directory);
    twin.stock().run("wiki", "create", "A Page", twin.file("text"));
  }

  @Test
  void filesAreAttachedToPagesAndReplaced() throws IOException, SQLException {
    AttachmentTarget page = new AttachmentTarget.Page("A Page");
    twin.same((ours, author) -> ours.attachments().add(page, "dir/a file\u00e9.txt", CONTENT, "", author), "attachment",
        "add", "A Page", twin.file("a file\u00e9.txt", CONTENT));
    twin.same((ours, author) -> ours.attachments().add(page, "a file\u00e9.txt", new byte[0], " ", author),
        "attachment",
        "add", "A Page", twin.file("a file\u00e9.txt", new byte[0]));
  }

  @Test
  void filesAreAttachedToTechnotes() throws IOException, SQLException {
    twin.stock().run("wiki", "create", "note", twin.file("text"), "--technote",
        "2024-05-06 07:08:09");
    String id = Rows.of(twin.stock().repository(), "SELECT substr(tagname,7) FROM tag WHERE tagname GLOB 'event-*'")
        .getFirst();
    twin.same(
        (ours, author) -> ours.attachments().add(new AttachmentTarget.Note(new TechnoteId(id)), "a.txt", CONTENT, "",
            author),
        "attachment", "add", twin.file("a.txt", CONTENT), "--technote", "2024-05-06 07:08:09");
  }

  @Test
  void whatIsItselfAnArtifactIsAttachedCompressed() throws IOException, SQLException {
    byte[] checkin = twin.text(new Hash(Rows.of(twin.stock().repository(), "SELECT uuid FROM blob WHERE rid=1")
        .getFirst())).getBytes(StandardCharsets.ISO_8859_1);
    Hash made = twin.same(
        (ours, author) -> ours.attachments().add(new AttachmentTarget.Page("A Page"), "checkin.txt", checkin, "",
            author),
        "attachment", "add", "A Page", twin.file("checkin.txt", checkin));

    assertThat(twin.text(made)).startsWith("A checkin.txt.gz A\\sPage ");
  }

  @Test
  void filesAreAttachedToTicketsWithACommentAndTakenAway() throws IOException, SQLException {
    twin.stock().run("ticket", "add", "title", "t", "--uuid-override", TICKET);
    AttachmentTarget ticket = new AttachmentTarget.Ticket(TICKET);
    try (StockPages pages = new StockPages(twin.stock().fossil(), twin.stock().repository())) {
      Hash made = twin.same(
          (ours, author) -> ours.attachments().add(ticket, "a b.txt", CONTENT, " why\n so ", author),
          () -> pages.upload("attachadd", Map.of("tkt", TICKET, "comment", " why\n so ", "ok", "1"), "a b.txt",
              CONTENT));
      twin.same((ours, author) -> ours.attachments().delete(ticket, "a b.txt", author),
          () -> pages.get("ainfo/" + made + "?confirm=1"));
      twin.same(
          (ours, author) -> ours.attachments().add(ticket, "a b.txt", CONTENT, "again", author),
          () -> pages.upload("attachadd", Map.of("tkt", TICKET, "comment", "again", "ok", "1"), "a b.txt", CONTENT));
    }
  }

  @Test
  void refusesTargetsAndFilesThatAreNotThere() {
    try (Repository repository = Repository.open(twin.stock().repository(), RepositoryFixture.options())) {
      Author author = Author.of("tester");
      AttachmentTarget missing = new AttachmentTarget.Page("Another Page");
      assertThatThrownBy(() -> repository.attachments().add(missing, "a", CONTENT, "", author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("not in this repository");
      assertThatThrownBy(() -> repository.attachments().delete(new AttachmentTarget.Page("A Page"), "a", author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("to delete, found none");
      assertThatThrownBy(
          () -> repository.attachments().add(new AttachmentTarget.Page("A Page"), "..", CONTENT, "", author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("would not be readable");
    }
  }
}
