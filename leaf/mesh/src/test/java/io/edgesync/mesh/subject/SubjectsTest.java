package io.edgesync.mesh.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.mesh.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {
  private static final long SEED = Seed.next();

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b", "*", ">", "a.*.c", "a.>", "foo*bar", "a.>x", "ä.ö"})
  void takesValidSubjects(String subject) {
    assertThat(Subjects.isValid(subject)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a..b", ".a", "a.", "a.>.b", ">.a", "a b", "a\tb", "a\r\nb"})
  void refusesInvalidSubjects(String subject) {
    assertThat(Subjects.isValid(subject)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"a.b, a.b, true", "*, a, true", "*, a.b, false", "a.*, a.b, true", "a.>, a.b.c, true", "a.>, a, false",
      ">, a.b, true",
      "a.>, a.*, true", "a.*, a.>, false", "a.>, a.>, true", "a.*, a.*, true", "a.b, a.*, false",
      "foo*, foobar, false"})
  void coversWhatThePatternStandsFor(String pattern, String subject, boolean covered) {
    assertThat(Subjects.covers(pattern, subject)).isEqualTo(covered);
  }

  @Test
  void wireFormKeepsEveryByteOfUtf8() {
    assertThat(Subjects.toWire("ä")).isEqualTo("\u00c3\u00a4");
    assertThat(Subjects.fromWire(Subjects.toWire("größe.€.𝄞"))).isEqualTo("größe.€.𝄞");
    assertThat(Subjects.toWire("plain")).isSameAs("plain");
  }

  @Test
  void theTrieFindsExactlyWhatCovers() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    var trie = new SubjectTrie<Entry>();
    List<Entry> held = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      if (held.isEmpty() || random.nextInt(100) < 55) {
        var entry = new Entry(pattern(random));
        trie.insert(entry.pattern(), entry);
        held.add(entry);
      } else {
        Entry gone = held.remove(random.nextInt(held.size()));
        assertThat(trie.remove(gone.pattern(), gone)).isTrue();
        assertThat(trie.remove(gone.pattern(), gone)).isFalse();
      }
      if (step % 50 == 0) {
        String subject = literal(random);
        List<Entry> found = new ArrayList<>();
        trie.match(subject, found::add);
        assertThat(found).as("seed %d subject %s", SEED, subject).containsExactlyInAnyOrderElementsOf(
            held.stream().filter(entry -> Subjects.covers(entry.pattern(), subject)).toList());
      }
    }
    assertThat(trie.size()).isEqualTo(held.size());
    held.forEach(entry -> trie.remove(entry.pattern(), entry));
    List<Entry> left = new ArrayList<>();
    trie.forEach(left::add);
    assertThat(left).isEmpty();
  }

  @Test
  void theTrieRefusesDepthThatWouldEndTheStack() {
    var trie = new SubjectTrie<Entry>();
    assertThatThrownBy(() -> trie.insert("a.".repeat(3000) + "a", new Entry("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3001 tokens");

    List<Entry> found = new ArrayList<>();
    trie.insert(">", new Entry(">"));
    trie.match("a.".repeat(30_000) + "a", found::add);
    assertThat(found).hasSize(1);
  }

  @Test
  void denyWinsOverAllowAndNoAllowMeansAll() {
    var permissions = new SubjectPermissions(List.of("up.>"), List.of("up.no"));

    assertThat(permissions.permits("up.yes")).isTrue();
    assertThat(permissions.permits("up.no")).isFalse();
    assertThat(permissions.permits("down")).isFalse();
    assertThat(permissions.permits("up.>")).isTrue();
    assertThat(SubjectPermissions.EVERYTHING.permits("anything")).isTrue();
  }

  /** Kept apart by identity, as subscriptions are. */
  private static final class Entry {
    private final String pattern;

    Entry(String pattern) {
      this.pattern = pattern;
    }

    String pattern() {
      return pattern;
    }
  }

  private static String pattern(RandomGenerator random) {
    var subject = new StringBuilder();
    int tokens = random.nextInt(1, 5);
    for (int i = 0; i < tokens; i++) {
      int kind = random.nextInt(10);
      boolean last = i == tokens - 1;
      subject.append(i == 0 ? "" : ".").append(kind < 2 ? "*" : kind == 2 && last ? ">" : token(random));
    }
    return subject.toString();
  }

  private static String literal(RandomGenerator random) {
    var subject = new StringBuilder(token(random));
    for (int i = random.nextInt(4); i > 0; i--) {
      subject.append('.').append(token(random));
    }
    return subject.toString();
  }

  private static String token(RandomGenerator random) {
    return String.valueOf((char) ('a' + random.nextInt(4)));
  }

  @Test
  void whatIsPublishedToSomethingThatLooksLikeAPatternIsMatchedByItsLetters() {
    assertThat(Subjects.matches("foo.*", "foo.>")).isTrue();
    assertThat(Subjects.matches("foo.*.x", "foo.>.x")).isTrue();
    assertThat(Subjects.matches("foo.>", "foo.>")).isTrue();
    assertThat(Subjects.matches("foo.bar", "foo.*")).isFalse();
    assertThat(Subjects.covers("foo.*", "foo.>")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"a.*, *.b, true", "a.>, *.b, true", ">, a, true", "a.>, a, false", "a.*, a.b.c, false", "a.b, a.b, true",
      "a.b, a.c, false", "a.*.c, a.b.*, true", "*.x, a.y, false", "a.*, a.>, true", "ab, a, false"})
  void overlapWhereOneSubjectIsWithinBoth(String one, String other, boolean overlap) {
    assertThat(Subjects.overlap(one, other)).isEqualTo(overlap);
    assertThat(Subjects.overlap(other, one)).isEqualTo(overlap);
  }
}
