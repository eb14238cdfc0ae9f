package io.edgesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and rows come from anybody: whatever stands in them, a terminal that shows them does nothing but show them. */
class WordsOfOthersTest {

  private static final String NAME = "a\u001b]0;owned\u0007b\u009b2Jc";
  private static final String SHOWN = "a\ufffd]0;owned\ufffdb\ufffd2Jc";

  @TempDir
  private Path directory = Path.of("");

  @BeforeEach
  void aNameThatCommandsTheTerminal() throws Exception {
    assertThat(run("new", "a.fossil").code()).isZero();
    Files.writeString(directory.resolve(NAME), "content\n");
    Run commit = run("commit", "-R", "a.fossil", "-m", "one", NAME);
    assertThat(commit.code()).as(commit.err()).isZero();
  }

  private Run run(String... arguments) {
    return Run.in(directory, arguments);
  }

  @Test
  void aListOfFilesCommandsNothing() {
    assertThat(run("extract", "-R", "a.fossil", "--list").out()).isEqualTo(SHOWN + "\n");
    assertThat(run("ls", "-R", "a.fossil").out()).isEqualTo(SHOWN + "\n");
  }

  @Test
  void aMessageCommandsNothing() {
    Run refused = run("extract", "-R", "a.fossil");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.oneLine()).contains(SHOWN + ": is there already");
  }

  @Test
  void aWrongArtifactsNameCommandsNothing() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.fossil"));
        var statement = connection.createStatement()) {
      statement.execute("UPDATE blob SET uuid=char(27) || '[2J' || uuid WHERE rid=1");
    }

    Run wrong = run("verify", "a.fossil");

    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).startsWith("edgesync: ").contains("[2J").doesNotContain("\u001b");
  }
}
