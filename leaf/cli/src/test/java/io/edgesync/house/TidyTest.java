package io.edgesync.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sources and documents: every package says what it is, decisions have a status, links resolve, nothing is left half done. */
class TidyTest {

  private static final Path ROOT = root();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern STATUS = Pattern.compile("(?m)^Status: (proposed|accepted|superseded by [0-9]{4})\\b");
  /** Written in pieces, so that this file does not find itself. */
  private static final Pattern HALF_DONE = Pattern
      .compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|\"not (wired|there) y" + "et\"|\"not y" + "et\\b");
  private static final Pattern IGNORED_TEST = Pattern
      .compile("@Dis" + "abled|Thread\\.sle" + "ep\\(|assumeTr" + "ue\\(");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve(".mvn"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  private static List<Path> files(String suffix) {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.filter(path -> path.toString().endsWith(suffix))
          .filter(path -> Stream.of("target", ".git").noneMatch(name -> contains(path, name))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean contains(Path path, String directory) {
    for (Path name : ROOT.relativize(path)) {
      if (name.toString().equals(directory)) {
        return true;
      }
    }
    return false;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() {
    Set<Path> packages = new TreeSet<>();
    files(".java").stream().filter(file -> file.toString().contains("/src/main/"))
        .forEach(file -> packages.add(file.getParent()));

    for (Path directory : packages) {
      Path info = directory.resolve("package-info.java");
      assertThat(info).exists();
      assertThat(text(info)).as(info.toString()).startsWith("/**").contains("@NullMarked");
    }
  }

  @Test
  void everyDecisionHasAStatus() {
    List<Path> decisions = files(".md").stream().filter(file -> file.getParent().endsWith("docs/adr")).toList();

    assertThat(decisions).isNotEmpty();
    for (Path decision : decisions) {
      assertThat(decision.getFileName().toString()).matches("[0-9]{4}-[a-z0-9-]+\\.md");
      assertThat(STATUS.matcher(text(decision)).find()).as(decision + " has a line Status: …").isTrue();
      assertThat(text(decision)).as(decision.toString()).contains("## Context", "## Decision", "## Consequences");
    }
  }

  @Test
  void linksBetweenDocumentsResolve() {
    List<String> broken = new ArrayList<>();
    for (Path document : files(".md")) {
      Matcher links = LINK.matcher(text(document).replaceAll("(?s)```.*?```", ""));
      while (links.find()) {
        String target = links.group(1);
        if (!target.matches("[a-z]+:.*") && !resolves(document, target)) {
          broken.add(ROOT.relativize(document) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean resolves(Path document, String target) {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path path = file.isEmpty() ? document : document.getParent().resolve(file).normalize();
    return Files.exists(path) && (hash < 0 || anchors(path).contains(target.substring(hash + 1)));
  }

  private static List<String> anchors(Path document) {
    return HEADING.matcher(text(document)).results().map(heading -> heading.group(1).toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 _-]", "").replace(' ', '-')).toList();
  }

  @Test
  void nothingIsLeftHalfDone() {
    List<String> found = new ArrayList<>();
    for (String suffix : List.of(".java", ".md", ".bash", ".sh", ".xml")) {
      for (Path file : files(suffix)) {
        if (HALF_DONE.matcher(text(file)).find()) {
          found.add(ROOT.relativize(file).toString());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void noTestIsSwitchedOffOrWaitsBlindly() {
    List<String> found = files(".java").stream().filter(file -> file.toString().contains("/src/test/"))
        .filter(file -> IGNORED_TEST.matcher(text(file)).find()).map(file -> ROOT.relativize(file).toString()).toList();

    assertThat(found).isEmpty();
  }

  @Test
  void scriptsCanBeRun() {
    for (String script : List.of("ops/edgesync", "ops/leaf", "ops/bench", "ops/verify", ".ci/run")) {
      assertThat(ROOT.resolve(script)).isExecutable();
    }
  }
}
