package io.edgesync.repository.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryFixture;
import io.edgesync.repository.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectLinksTest {

  private static final long NOW = RepositoryFixture.NOW.getEpochSecond();
  private static final String HERE = "http://here.example";
  private static final String SAID = "{\"src\":\"http://here.example\"}";

  private Path file;
  private Repository repository;
  private ProjectLinks links;

  @BeforeEach
  void open(@TempDir Path directory) {
    file = directory.resolve("r.fossil");
    repository = RepositoryFixture.create(file);
    links = repository.links();
  }

  @AfterEach
  void close() {
    repository.close();
  }

  private List<String> rows(String kind) throws Exception {
    return Rows.of(file, "SELECT name, value, mtime FROM config WHERE name GLOB '" + kind + ":*' ORDER BY name");
  }

  @Test
  void whoSyncedIsKeptAndToldOfOnceUntilAMonthIsOver() throws Exception {
    links.syncedWith("http://u:pw@B.example/x");
    links.syncedFrom("http://b.example/x");
    links.syncedFrom("http://a.example:80/");
    Rows.change(file, "INSERT INTO config VALUES('syncfrom:http://old.example/', '{}', " + (NOW - 32 * 86400) + "),"
        + " ('gitpush:https://git.example/m', '{}', " + (NOW - 5) + "), ('gitpush:git@git.example:m', '{}', " + NOW
        + "), ('syncwith:http://localhost:8080/', '{}', " + NOW + "), ('syncwith:file:///x', '{}', " + NOW + ")");

    assertThat(rows("syncfrom")).contains("syncfrom:http://a.example/|{}|" + NOW,
        "syncfrom:http://b.example/x|{}|" + NOW);
    assertThat(links.told(HERE)).containsExactly(new ProjectLink("http://a.example/", SAID, NOW),
        new ProjectLink("http://b.example/x", SAID, NOW),
        new ProjectLink("https://git.example/m", "{\"type\":\"git\",\"src\":\"http://here.example\"}", NOW - 5));
  }

  @Test
  void whatIsNoServersUrlIsNotKept() throws Exception {
    for (String url : List.of("ssh://h/x", "http://localhost/", "file:///x", "javascript:alert(1)", "http://h/\n",
        "http://[::1]/", "http://h/" + "a".repeat(2000))) {
      links.syncedFrom(url);
      links.syncedWith(url);
      links.learn(List.of(new ProjectLink(url, "{}", NOW)));
    }

    assertThat(rows("sync*")).isEmpty();
    assertThat(rows("link")).isEmpty();
  }

  @Test
  void onePlaceIsOneRowHoweverItIsSpelled() throws Exception {
    links.learn(List.of(new ProjectLink("http://u:pw@A.example:80/x?y", "{\"src\":\"2\"}", NOW - 1),
        new ProjectLink("http://a.example/x", "{\"src\":\"1\"}", NOW - 2)));
    links.learn(List.of(new ProjectLink("http://A.example/x", "{\"src\":\"0\"}", NOW - 3)));

    assertThat(rows("link")).containsExactly("link:http://a.example/x|{\"src\":\"2\"}|" + (NOW - 1));
  }

  @Test
  void aRowIsWrittenAgainWhenItIsAnHourOldOrOfAClockAhead() throws Exception {
    for (long age : new long[]{3599, 3600, -10}) {
      Rows.change(file, "REPLACE INTO config VALUES('syncfrom:http://a.example/', '{}', " + (NOW - age) + ")");
      links.syncedFrom("http://a.example/");
      assertThat(rows("syncfrom")).as("age %s", age)
          .containsExactly("syncfrom:http://a.example/|{}|" + (age == 3599 ? NOW - age : NOW));
    }
  }

  @Test
  void ofManyTheYoungestAreKeptAndTold() throws Exception {
    List<ProjectLink> many = new ArrayList<>();
    for (int i = 0; i < ProjectLinks.LINKS_MAX + 20; i++) {
      Rows.change(file, "REPLACE INTO config VALUES('syncfrom:http://h" + i + "/', '{}', " + (NOW - 1000 + i) + ")");
      many.add(new ProjectLink("http://l" + i + "/", "{}", NOW - 1000 + i));
    }
    assertThat(links.told(HERE)).hasSize(ProjectLinks.LINKS_MAX).extracting(ProjectLink::url)
        .contains("http://h119/", "http://h20/").doesNotContain("http://h19/");

    links.syncedFrom("http://new.example/");
    links.learn(many);
    links.learn(many.reversed());

    assertThat(rows("syncfrom")).hasSize(ProjectLinks.LINKS_MAX).anyMatch(row -> row.contains("new.example"))
        .noneMatch(row -> row.contains("http://h20/"));
    assertThat(rows("link")).hasSize(ProjectLinks.LINKS_MAX).anyMatch(row -> row.contains("http://l119/"))
        .noneMatch(row -> row.contains("http://l19/"));
  }

  @Test
  void ofWhatIsToldTheYoungerCountsAndNoneIsOfTomorrow() throws Exception {
    links.learn(List.of(new ProjectLink("http://a.example/", "{\"src\":\"1\"}", NOW - 50)));
    links.learn(List.of(new ProjectLink("http://a.example/", "{\"src\":\"2\"}", NOW - 60)));
    links.learn(List.of(new ProjectLink("http://b.example/", "{}", 1L << 60)));
    links.learn(List.of(new ProjectLink("http://c.example/", "{}", 0), new ProjectLink("http://c.example/", "{", NOW),
        new ProjectLink("http://c.example/", "{\"x\":\"" + "y".repeat(3000) + "\"}", NOW),
        new ProjectLink("http://c.example/", "{}\u0007", NOW)));

    assertThat(rows("link")).containsExactly("link:http://a.example/|{\"src\":\"1\"}|" + (NOW - 50),
        "link:http://b.example/|{}|" + NOW);
    links.learn(List.of(new ProjectLink("http://a.example/", "{\"src\":\"3\"}", NOW - 40)));
    assertThat(rows("link")).contains("link:http://a.example/|{\"src\":\"3\"}|" + (NOW - 40));
  }

  @Test
  void ourOwnUrlIsTheOneThatTheOperatorSetOnceSomebodyCameByIt() throws Exception {
    links.servedAs(HERE);
    assertThat(rows("baseurl")).isEmpty();
    repository.settings().set("email-url", HERE);
    assertThat(links.publicUrl()).isEmpty();

    links.servedAs("http://other.example");
    assertThat(links.publicUrl()).isEmpty();
    links.servedAs(HERE);

    assertThat(links.publicUrl()).contains(HERE);
    assertThat(rows("baseurl")).containsExactly("baseurl:" + HERE + "|1|" + NOW);
    repository.settings().set("email-url", "http://localhost");
    assertThat(links.publicUrl()).isEmpty();
  }
}
