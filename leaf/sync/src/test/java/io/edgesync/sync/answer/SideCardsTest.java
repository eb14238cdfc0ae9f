package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.NewRepository;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.unversioned.UnversionedFiles.NewFile;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.rights.FossilAuthorizer;
import io.edgesync.xfer.content.MemoryBudget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests about unversioned files and configuration, line by line, each field wrong in turn. */
class SideCardsTest extends TextRounds {

  private static final Instant NOW = Instant.parse("2024-03-01T10:00:00Z");
  private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  private static final String SHA1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";

  @TempDir
  Path directory;

  private Repository repository;
  private int number;

  @BeforeEach
  void open() {
    repository = Repository.create(directory.resolve("r.fossil"),
        new NewRepository("tester", "secret", null, HashPolicy.SHA3, InstantSource.fixed(NOW), new Random(7)),
        new RepositoryOptions(new MemoryBudget(64 << 20), 1 << 20, InstantSource.fixed(NOW), Duration.ofSeconds(10)));
    repository.unversioned().add("tester", List.of(new NewFile("a.txt", "content".getBytes(StandardCharsets.UTF_8))),
        NOW);
    repository.users().setCapabilities("nobody", "oy");
  }

  @AfterEach
  void close() {
    repository.close();
  }

  private List<String> said(String request) throws Exception {
    Answerer answerer = new Answerer(Served.of(repository), new FossilAuthorizer(repository.users()),
        AnswerLimits.DEFAULT, null, SyncClock.SYSTEM, AnswerListener.SILENT);
    return lines(answerer, "s" + number++, request).stream().filter(line -> !line.startsWith("timestamp")).toList();
  }

  @Test
  void theCatalogueComesOnceAndOnlyWhereItIsAnotherOne() throws Exception {
    String igot = "uvigot a.txt 1709287200 " + repository.unversioned().find("a.txt").orElseThrow().hash() + " 7";

    assertThat(said("pragma uv-hash x\npragma uv-hash x\n")).containsExactly("pragma uv-push-ok", igot);
    assertThat(said("pragma uv-hash " + repository.unversioned().catalogueHash() + "\n")).isEmpty();
    assertThat(said("pragma uv-hash\n")).isEmpty();
    repository.users().setCapabilities("nobody", "o");
    assertThat(said("pragma uv-hash x\n")).containsExactly("pragma uv-pull-only", igot);
    repository.users().setCapabilities("nobody", "y");
    assertThat(said("pragma uv-hash x\nuvgimme a.txt\n")).isEmpty();
  }

  @Test
  void aFileIsGivenOnceAndToClientsThatKnowItsKindOfName() throws Exception {
    assertThat(said(VERSION + "uvgimme a.txt\nuvgimme a.txt\nuvgimme none\n")).hasSize(3)
        .anyMatch(line -> line.startsWith("uvfile a.txt 1709287200 "));
    assertThat(said("uvgimme a.txt\n")).containsExactly("error Fossil\\sversion\\s2.0\\sor\\slater\\srequired.");
    assertThat(said("uvgimme\n")).containsExactly("error bad\\scommand:\\suvgimme\\n");
    assertThat(said("uvgimme ../a.txt\n")).containsExactly("error bad\\scommand:\\suvgimme\\s../a.txt\\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"uvfile b.txt 5 " + SHA1 + " 5", "uvfile ../b 5 " + SHA1 + " 5 0\nhello",
      "uvfile b.txt -5 " + SHA1 + " 5 0\nhello", "uvfile b.txt x " + SHA1 + " 5 0\nhello",
      "uvfile b.txt 5 xyz 5 0\nhello", "uvfile b.txt 5 " + SHA1 + " -1 0\nhello",
      "uvfile b.txt 5 " + SHA1 + " 5 x\nhello",
      "uvfile b.txt 5 " + SHA1 + " 99999999999 0\nhello", "uvfile b.txt 9223372036854775807 " + SHA1 + " 5 0\nhello",
      "uvfile"})
  void aMalformedFileIsSaidToBeSo(String card) throws Exception {
    String before = repository.unversioned().catalogueHash();

    assertThat(said(VERSION + card)).containsExactly("error malformed+uvfile+line");
    assertThat(repository.unversioned().catalogueHash()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uvfile b.txt 5 " + HELLO + " 5 0\nhello", "uvfile b.txt 5 - 5 0\nhello",
      "uvfile b.txt 5 " + SHA1 + " 4 0\nhell"})
  void contentThatIsNotWhatItsHashSaysIsRefusedInTheWordsOfFossil(String card) throws Exception {
    assertThat(said(VERSION + card))
        .containsExactly("error in+uvfile+line%2C+HASH+does+not+match+CONTENT");
    assertThat(repository.unversioned().find("b.txt")).isEmpty();
  }

  @Test
  void aFileIsTakenFromThoseWithTheRightAndOtherwiseDroppedWithoutAWord() throws Exception {
    String card = "uvfile b.txt 5 " + SHA1 + " 5 0\nhello";
    repository.users().setCapabilities("nobody", "soi");
    assertThat(said(card)).isEmpty();
    assertThat(repository.unversioned().find("b.txt")).isEmpty();

    repository.users().setCapabilities("nobody", "y");
    assertThat(said(card + "uvfile c.txt 5 " + SHA1 + " 5 4\nuvfile d.txt 5 " + SHA1 + " 0 0\nuvfile e.txt 5 - 0 1\n"))
        .isEmpty();

    assertThat(repository.unversioned().list(true)).extracting(file -> file.name()).containsExactly("a.txt", "b.txt");
    assertThat(said("uvfile b.txt 9 " + SHA1 + " 5 4\nuvfile a.txt 5 - 0 1\nuvfile " + "n".repeat(600) + " 5 " + SHA1
        + " 5 0\nhello")).satisfiesExactly(line -> assertThat(line).startsWith("pragma edgesync-uv-refused nnn"),
            line -> assertThat(line).startsWith("message unversioned\\sfile"));
    assertThat(repository.unversioned().find("b.txt").orElseThrow().mtime()).isEqualTo(Instant.ofEpochSecond(9));
    assertThat(repository.unversioned().find("a.txt").orElseThrow().isRemoved()).isFalse();
  }

  @Test
  void configurationIsGivenByRightsAndOnceEach() throws Exception {
    repository.settings().set("css", "body{}");
    repository.users().setInfo("tester", "somebody");
    String css = "1709287200 'css' value 'body{}'";

    assertThat(said("reqconfig /css\nreqconfig /skin\nreqconfig /c\n")).filteredOn(css::equals).hasSize(1);
    assertThat(said("reqconfig css\nreqconfig /nothing\n")).isEmpty();
    assertThat(said("reqconfig\n")).containsExactly("error bad\\scommand:\\sreqconfig\\n");
    assertThat(said("reqconfig /user\nreqconfig /all\n")).noneMatch(line -> line.startsWith("config /user"));
    repository.users().setCapabilities("nobody", "a");
    assertThat(said("reqconfig /user\n")).anyMatch(line -> line.contains("'tester' pw"));
    repository.users().setCapabilities("nobody", "gy");
    assertThat(said("reqconfig /css\n")).isEmpty();
  }

  @Test
  void configurationIsTakenFromAdministratorsAlone() throws Exception {
    String row = "1800000000 'css' value 'pushed'";
    String card = "config /config " + row.length() + "\n" + row + "\n";

    assertThat(said(card)).containsExactly("error not\\sauthorized\\sto\\spush\\sconfiguration");
    repository.users().setCapabilities("nobody", "a");
    assertThat(said("config /config x\n")).containsExactly("error bad\\scommand:\\sconfig\\s/config\\sx\\n");
    assertThat(said("config /config -1\n")).containsExactly("error bad\\scommand:\\sconfig\\s/config\\s-1\\n");
    assertThat(said("config /blob 5\n1 'x'\nconfig /config 3\nxyz\n" + card)).isEmpty();

    assertThat(repository.settings().get("css")).contains("pushed");
  }
}
