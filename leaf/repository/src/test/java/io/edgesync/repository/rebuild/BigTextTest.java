package io.edgesync.repository.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fossil's own history has comments from before its authors agreed on UTF-8. */
class BigTextTest {

  @TempDir
  Path directory;

  @Test
  void commentsThatAreNotUtf8ArriveByteForByte() throws Exception {
    Path big = BigRepository.copyInto(directory);
    if (big == null) {
      return;
    }
    List<String> odd = texts(big, "SELECT uuid FROM event JOIN blob ON rid=objid WHERE instr(hex(comment), 'F66E6B6B')"
        + " OR objid IN (SELECT objid FROM event WHERE hex(comment) LIKE '%20B4636865636B6F7574%')");
    assertThat(odd).hasSizeGreaterThanOrEqualTo(2);

    Path file = directory.resolve("received.fossil");
    try (Repository from = Repository.open(big, RepositoryFixture.options());
        Repository to = RepositoryFixture.create(file)) {
      for (String name : odd) {
        try (ArtifactWriter writer = to.artifacts().receive(new Provenance(null, "127.0.0.1", null));
            Content content = from.artifacts().load(new Hash(name)).orElseThrow()) {
          writer.file(new Hash(name), null, Content.of(content.toArray()), false);
          assertThat(writer.finish().refusals()).isEmpty();
        }
      }
    }

    String query = "SELECT uuid||' '||hex(comment)||' '||hex(user) FROM event JOIN blob ON rid=objid WHERE uuid IN ('"
        + String.join("','", odd) + "') ORDER BY 1";
    assertThat(texts(file, query)).isEqualTo(texts(big, query));
  }

  private static List<String> texts(Path repository, String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + repository);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
