package io.edgesync.repository.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.authoring.StockTwin;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ticket changes of ours are stock's, to the byte, and have the same consequences. */
class SameAsFossilTicketTest {

  private static final String ID = "0123456789abcdef0123456789abcdef01234567";

  private final StockTwin twin;

  SameAsFossilTicketTest(@TempDir Path directory) throws IOException {
    twin = new StockTwin(directory);
  }

  @Test
  void ticketsAreOpenedAndChanged() throws IOException, SQLException {
    TicketEdit first = TicketEdit.assigning(
        Map.of("title", "It \\ breaks\u00e9\nhere", "type", "Code_Defect", "status", "Open", "comment", "so & so"));
    twin.same((ours, author) -> ours.tickets().open(ID, first, author), "ticket", "add", "title",
        "It \\ breaks\u00e9\nhere", "status", "Open", "comment", "so & so", "type", "Code_Defect", "--uuid-override",
        ID,
        "--date-override", twin.stock().nextDate());
    TicketEdit second = TicketEdit.assigning(Map.of("status", "Fixed", "private_contact", "me@example.org"))
        .appending("comment", "\n\nmore");
    Hash change = twin.same((ours, author) -> ours.tickets().change(ID, second, author), "ticket", "set", ID, "status",
        "Fixed", "+comment", "\n\nmore", "private_contact", "me@example.org", "--date-override",
        twin.stock().nextDate());
    assertThat(twin.text(change)).contains("J +comment \\n\\nmore\nJ private_contact ")
        .doesNotContain("example.org");
    TicketEdit third = TicketEdit.assigning(Map.of("private_contact", "0".repeat(40)));
    twin.same((ours, author) -> ours.tickets().change(ID, third, author), "ticket", "set", ID, "private_contact",
        "0".repeat(40), "--date-override", twin.stock().nextDate());
  }

  @Test
  void whatIsConcealedIsKeptBesideItsHash() throws IOException, SQLException {
    TicketEdit edit = TicketEdit.assigning(Map.of("title", "t", "private_contact", "me@example.org"));
    String sql = "SELECT hash || ' ' || content FROM concealed";
    twin.stock().run("ticket", "add", "title", "t", "private_contact", "me@example.org");
    try (Repository repository = RepositoryFixture.create(twin.directory().resolve("ours.fossil"))) {
      repository.tickets().open(repository.tickets().newId(), edit, Author.of("tester"));
    }

    assertThat(Rows.of(twin.directory().resolve("ours.fossil"), sql))
        .isEqualTo(Rows.of(twin.stock().repository(), sql)).hasSize(1);
  }

  @Test
  void refusesUnknownTicketsAndFields() {
    try (Repository repository = Repository.open(twin.stock().repository(), RepositoryFixture.options())) {
      Author author = Author.of("tester");
      TicketEdit title = TicketEdit.assigning(Map.of("title", "x"));
      assertThatThrownBy(() -> repository.tickets().change(ID, title, author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("there is no such ticket");
      assertThatThrownBy(() -> repository.tickets().open(ID, TicketEdit.assigning(Map.of("colour", "x")), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("colour: unknown here");
      assertThatThrownBy(() -> repository.tickets().open(ID, TicketEdit.assigning(Map.of("tkt_id", "1")), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("unknown here");
      assertThatThrownBy(() -> repository.tickets().open("12", title, author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("40");
      assertThatThrownBy(() -> repository.tickets().open(ID, TicketEdit.assigning(Map.of()), author))
          .isInstanceOf(RepositoryException.Refused.class).hasMessageContaining("nothing to change");
    }
  }
}
