package io.edgesync.sync.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.SyncClock;
import io.edgesync.sync.rights.Audit.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditTest {

  private final List<String> lines = new ArrayList<>();
  private long nanos;
  private final Audit audit = new Audit(new SyncClock() {
    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }
  }, lines::add);

  @Test
  void aFloodFromOneSourceIsCutAndCounted() {
    for (int i = 0; i < 1000; i++) {
      audit.write(Kind.ROUND, "a", "x");
    }
    assertThat(lines).hasSize(120);
    audit.write(Kind.ROUND, "b", "y");
    assertThat(lines.getLast()).isEqualTo("y");

    nanos += 1_000_000_000L;
    audit.write(Kind.ROUND, "a", "x");
    assertThat(lines.getLast()).isEqualTo("x suppressed=880");
  }

  @Test
  void aFloodFromManySourcesIsCutToo() {
    for (int i = 0; i < 5000; i++) {
      audit.write(Kind.ROUND, "source " + i, "x");
    }

    assertThat(lines).hasSize(1200);
  }

  @Test
  void harmlessRoundsHideNoLoginAndNoRefusal() {
    for (int i = 0; i < 5000; i++) {
      audit.write(Kind.ROUND, "source " + i % 50, "x");
      audit.write(Kind.LOGIN, "source " + i % 50, "x");
    }
    lines.clear();

    List<Kind> others = List.of(Kind.FAILED_LOGIN, Kind.REFUSED, Kind.CHANGE);
    others.forEach(kind -> audit.write(kind, "source 1", kind.name()));

    assertThat(lines).containsExactlyElementsOf(others.stream().map(Kind::name).toList());
  }

  @Test
  void whatOthersSayStaysOnItsLineAndIsCut() {
    assertThat(Audit.quoted("a\"b\\c\nround who=x\u001b[2J\u202e\ud800"))
        .isEqualTo("\"a\\\"b\\\\c\\u{a}round who=x\\u{1b}[2J\\u{202e}\\u{d800}\"");
    assertThat(Audit.quoted("é".repeat(5000))).isEqualTo("\"" + "é".repeat(200) + "…\"");
  }
}
