package io.edgesync.repository.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.attachment.AttachedFile;
import io.edgesync.repository.attachment.AttachmentTarget;
import io.edgesync.repository.forum.PostText;
import io.edgesync.repository.technote.NewTechnote;
import io.edgesync.repository.technote.TechnoteId;
import io.edgesync.repository.ticket.TicketEdit;
import io.edgesync.repository.wiki.WikiEdit;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.testing.FossilProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages, notes, tickets, threads and attachments can be found again. */
class LookupsTest {

  @TempDir
  private Path directory = Path.of("");
  private @Nullable Repository opened;
  private int seconds;

  @BeforeEach
  void create() {
    opened = RepositoryFixture.create(directory.resolve("r.fossil"));
  }

  @AfterEach
  void close() {
    repository().close();
  }

  private Repository repository() {
    return Objects.requireNonNull(opened);
  }

  /** Each a second later than the one before. */
  private Author author() {
    return Author.of(RepositoryFixture.ADMIN).at(Instant.parse("2024-03-02T10:00:00Z").plusSeconds(seconds++));
  }

  private List<String> stock(String... arguments) {
    return FossilProcess.in(directory).ok(directory, arguments).lines().toList();
  }

  @Test
  void wikiPagesAreListedAsStockListsThem() {
    Hash first = repository().wiki().create(WikiEdit.of("One", "text"), author());
    Hash second = repository().wiki().edit(WikiEdit.of("One", "more text"), author());
    repository().wiki().create(WikiEdit.of("j\u00f6rg's page", "text"), author());
    repository().wiki().create(WikiEdit.of("Gone", "text"), author());
    Hash gone = repository().wiki().delete("Gone", author());

    assertThat(repository().wiki().titles()).containsExactly("One", "j\u00f6rg's page");
    assertThat(repository().wiki().titles()).containsExactlyInAnyOrderElementsOf(
        stock("wiki", "list", "-R", repository().file().toString()).stream()
            .map(line -> new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)).toList());
    assertThat(repository().wiki().versions("One")).containsExactly(second, first);
    assertThat(repository().wiki().page("One").orElseThrow().text()).isEqualTo("more text");
    assertThat(repository().wiki().versions("Gone")).startsWith(gone);
    assertThat(repository().wiki().page("Gone").orElseThrow().text()).isEmpty();
    assertThat(repository().wiki().page("Nowhere")).isEmpty();
  }

  @Test
  void technotesTicketsThreadsAndAttachmentsAreFound() {
    TechnoteId note = repository().technotes().newId();
    Hash noteText = repository().technotes()
        .write(note, NewTechnote.of(RepositoryFixture.NOW, "a note", "its text"), author());
    assertThat(repository().technotes().ids()).containsExactly(note);
    assertThat(repository().technotes().versions(note)).containsExactly(noteText);
    assertThat(repository().technotes().note(note).orElseThrow().text()).isEqualTo("its text");
    assertThat(stock("wiki", "list", "--technote", "-R", repository().file().toString())).anyMatch(
        line -> line.contains("2024-03-01 10:00:00"));

    String ticket = repository().tickets().newId();
    Hash open = repository().tickets().open(ticket, TicketEdit.assigning(Map.of("title", "broken")), author());
    Hash change = repository().tickets().change(ticket, TicketEdit.assigning(Map.of("status", "Fixed")), author());
    assertThat(repository().tickets().ids()).containsExactly(ticket);
    assertThat(repository().tickets().changes(ticket)).containsExactly(change, open);

    assertThat(repository().forum().threads(9)).isEmpty();
    Hash first = repository().forum().post("one", PostText.markdown("hello"), author());
    Hash second = repository().forum().post("two", PostText.markdown("hello"), author());
    assertThat(repository().forum().threads(9)).containsExactly(second, first);
    Hash reply = repository().forum().reply(first, PostText.markdown("hello too"), author());
    assertThat(repository().forum().threads(9)).containsExactly(first, second);
    assertThat(repository().forum().posts(first)).containsExactly(first, reply);

    AttachmentTarget target = new AttachmentTarget.Ticket(ticket);
    assertThat(repository().attachments().list(target)).isEmpty();
    Hash attached = repository().attachments().add(target, "f.txt", new byte[]{1}, "a file", author());
    assertThat(repository().attachments().list(target)).extracting(AttachedFile::artifact, AttachedFile::filename)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(attached, "f.txt"));
    repository().attachments().delete(target, "f.txt", author());
    assertThat(repository().attachments().list(target)).isEmpty();
  }
}
