package io.edgesync.repository.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.authoring.Author;
import io.edgesync.repository.history.StockHistory;
import io.edgesync.repository.history.TicketHistory;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketFieldsTest {

  private static final Instant LATER = Instant.parse("2025-01-01T00:00:00Z");

  @TempDir
  Path directory;

  @Test
  void aTicketThatStockWroteIsReadAndPrivateFieldsOnlyByThoseWhoMay() throws IOException {
    StockHistory history = TicketHistory.in(directory);
    String id = TicketHistory.TICKETS.getFirst();
    try (Repository repository = Repository.open(history.repository(), RepositoryFixture.options())) {
      Tickets tickets = repository.tickets();
      Author author = Author.of(FossilProcess.USER).at(LATER);

      assertThat(tickets.fields(id, false)).hasValueSatisfying(fields -> assertThat(fields)
          .containsEntry("title", "second title").containsEntry("status", "Fixed").doesNotContainKey("severity")
          .hasEntrySatisfying("private_contact", hashes -> assertThat(hashes).matches("[0-9a-f]{80}")));
      assertThat(tickets.fields("0".repeat(40), true)).isEmpty();

      tickets.change(id, TicketEdit.assigning(Map.of("private_contact", "else@example.com")), author);
      assertThat(tickets.fields(id, true).orElseThrow()).containsEntry("private_contact", "else@example.com");
      assertThat(tickets.fields(id, false).orElseThrow())
          .containsEntry("private_contact", Concealed.hash("else@example.com"));
      assertThat(history.run("sql", "SELECT content FROM concealed ORDER BY 1"))
          .contains("'else@example.com'", "'more@example.com'", "'somebody@example.com'");

      String kept = "A".repeat(40);
      tickets.change(id, TicketEdit.assigning(Map.of("private_contact", kept)), author.at(LATER.plusSeconds(1)));
      assertThat(tickets.fields(id, true).orElseThrow()).containsEntry("private_contact", kept);
    }
  }
}
