package io.edgesync.repository.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.xfer.testing.FossilProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectUrlTest {

  @Test
  void theFormIsThatOfStock(@TempDir Path directory) throws Exception {
    FossilProcess fossil = FossilProcess.in(directory);
    Path tree = Files.createDirectory(directory.resolve("tree"));
    fossil.ok(tree, "open", fossil.init(directory.resolve("r.fossil"), "pw").toString());

    for (String url : List.of("http://a.example:80/x y", "https://Ex.Example.org:443/a%20b/c?x=1",
        "http://127.0.0.1:8080",
        "http://h/ä+b%2fc", "http://h:08080/", "http://a.b/x//y/", "https://h/%41%7e(1)", "http://h", "http://h?x",
        "http://h/c@d", "http://Ä/", "http://h:443/")) {
      assertThat(ProjectUrl.parse(url)).get().extracting(ProjectUrl::canonical).as(url)
          .isEqualTo(fossil.ok(tree, "test-urlparser", url).lines().filter(line -> line.startsWith("g.url.canonical"))
              .findFirst().orElseThrow().replaceFirst(".*= ", ""));
    }
    assertThat(ProjectUrl.parse("https://Al:pw@Ex.Example.org:8/")).get().extracting(ProjectUrl::canonical)
        .isEqualTo("https://ex.example.org:8/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "file:///etc/passwd", "/tmp/r.fossil", "ftp://h/", "http:/h/", "HTTP://h/",
      "http://",
      "http:///p", "http://u@/", "http://h:x/", "http://h:123456/", "http://[::1]:80/", "http://[::1",
      "http://h%3a80x/",
      "http://a%2fb:c/", "http://h/%0a", "http://h/%00", "http://h/%", "http://h/%zz", "http://h/\u0007",
      "http://h/\u0085", " http://h/", "git@example.org:x"})
  void whatIsNoSuchUrlIsNone(String text) {
    assertThat(ProjectUrl.parse(text)).isEmpty();
  }

  @Test
  void aUrlHasABoundedLength() {
    assertThat(ProjectUrl.parse("http://h/" + "a".repeat(ProjectUrl.LENGTH_MAX - 9))).isPresent();
    assertThat(ProjectUrl.parse("http://h/" + "a".repeat(ProjectUrl.LENGTH_MAX - 8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8080/", "http://LocalHost.localdomain/", "https://my%4cocalhost/"})
  void theSpeakersOwnMachineIsKnown(String url) {
    assertThat(ProjectUrl.parse(url)).get().matches(ProjectUrl::isLocalhost);
  }
}
