package io.edgesync.repository.technote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.authoring.StockTwin;
import io.edgesync.repository.structure.ArtifactParser;
import io.edgesync.repository.structure.Technote;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Technotes of ours are stock's, to the byte, and have the same consequences. */
class SameAsFossilTechnoteTest {

  private static final Instant WHEN = Instant.parse("2024-05-06T07:08:09Z");

  private final StockTwin twin;

  SameAsFossilTechnoteTest(@TempDir Path directory) throws IOException {
    twin = new StockTwin(directory);
  }

  /** The id that stock drew for the technote that it just made. */
  private TechnoteId id() {
    try {
      byte[] text = twin.text(twin.newest()).getBytes(StandardCharsets.ISO_8859_1);
      return new TechnoteId(((Technote) ArtifactParser.parse(text).orElseThrow()).id());
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void technotesAreMadeAndEdited() throws IOException, SQLException {
    NewTechnote plain = NewTechnote.of(WHEN, " Release\t1.0\u00e9 ", "It is out.\n");
    twin.same((ours, author) -> ours.technotes().write(id(), plain, author), "wiki", "create", " Release\t1.0\u00e9 ",
        twin.file("It is out.\n"), "--technote", "2024-05-06 07:08:09");
    TechnoteId id = id();
    NewTechnote edited = NewTechnote.of(WHEN, "Release", "*out*").as("text/x-markdown").colored("#ff0000")
        .tagged(List.of("z", "a\u00e9", "m", "z"));
    twin.same((ours, author) -> ours.technotes().write(id, edited, author), "wiki", "commit", "Release",
        twin.file("*out*"),
        "--technote", "2024-05-06 07:08:09", "--mimetype", "markdown", "--technote-tags", "z, a\u00e9\tm",
        "--technote-bgcolor", "#ff0000");
  }

  @Test
  void theMimetypeOfTheVersionBeforeIsKeptAndFossilsOwnIsWritten() throws IOException, SQLException {
    NewTechnote wiki = NewTechnote.of(WHEN, "note", "text").as("text/x-fossil-wiki");
    Hash made = twin.same((ours, author) -> ours.technotes().write(id(), wiki, author), "wiki", "create", "note",
        twin.file("text"), "--technote", "2024-05-06T07:08:09", "--mimetype", "fossil");
    assertThat(twin.text(made)).contains("\nN text/x-fossil-wiki\n");
    TechnoteId id = id();
    NewTechnote empty = NewTechnote.of(WHEN, "", "");
    twin.same((ours, author) -> ours.technotes().write(id, empty, author), "wiki", "commit", "", twin.file(""),
        "--technote",
        "2024-05-06 07:08:09");
  }

  @Test
  void refusesTagsThatStocksFormWouldTakeForSeveral() {
    for (String tag : List.of("", "a b", "a,b", "a\nb")) {
      assertThatThrownBy(() -> NewTechnote.of(WHEN, "x", "y").tagged(List.of(tag))).describedAs(tag)
          .isInstanceOf(RepositoryException.Refused.class);
    }
  }
}
