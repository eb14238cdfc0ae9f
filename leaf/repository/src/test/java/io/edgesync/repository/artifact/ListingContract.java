package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a store says about many artifacts: look-ups, walks, clusters. */
interface ListingContract extends StoreUnderTest {

  @Test
  default void looksUpManyAtOnceInTheirOrder() {
    SampleArtifact held = SampleArtifact.of("held");
    SampleArtifact wanted = SampleArtifact.of("wanted");
    receive(held);
    receive(writer -> writer.phantom(wanted.name(), false));

    assertThat(store().lookupAll(List.of(wanted.name(), SampleArtifact.of("absent").name(), held.name())))
        .extracting(Known::presence)
        .containsExactly(Presence.PHANTOM, Presence.ABSENT, Presence.HELD);
  }

  @Test
  default void loadsSmallArtifactsAndNothingOfLargerOnes() throws Exception {
    SampleArtifact small = SampleArtifact.random(1000, 1);
    SampleArtifact large = SampleArtifact.random(1001, 2);
    receive(small);
    receive(large);

    List<Optional<Content>> loaded = store()
        .loadSmall(List.of(large.name(), small.name(), SampleArtifact.of("absent").name()), 1000);

    assertThat(loaded).extracting(Optional::isPresent).containsExactly(false, true, false);
    try (Content content = loaded.get(1).orElseThrow()) {
      assertThat(content.toArray()).isEqualTo(small.bytes());
    }
  }

  @Test
  default void walksEverythingOnceInAnyPortions() throws Exception {
    Map<Hash, byte[]> expected = new TreeMap<>();
    receive(writer -> {
      for (int i = 0; i < 700; i++) {
        SampleArtifact artifact = SampleArtifact.of("artifact " + i);
        writer.file(artifact.name(), null, artifact.content(), false);
        expected.put(artifact.name(), artifact.bytes());
      }
      SampleArtifact large = SampleArtifact.random(1 << 20, 1);
      writer.file(large.name(), null, large.content(), false);
      expected.put(large.name(), large.bytes());
    });

    for (int portion : new int[]{1_000_000, 333, 10}) {
      Map<Hash, byte[]> walked = new TreeMap<>();
      for (int next = 1; next != 0;) {
        int[] left = {portion};
        next = store().walkStored(next, false, stored -> {
          assertThat(walked.put(stored.name(), bytesOf(stored))).as("%s comes twice", stored.name()).isNull();
          return --left[0] > 0;
        });
      }
      before().forEach(walked::remove);
      assertThat(walked.keySet()).isEqualTo(expected.keySet());
      walked.forEach((name, bytes) -> assertThat(bytes).isEqualTo(expected.get(name)));
    }
  }

  @Test
  default void walksTheNamesOfARangeInTheirOrder() throws Exception {
    receive(writer -> {
      for (int i = 0; i < 700; i++) {
        SampleArtifact artifact = SampleArtifact.of("artifact " + i);
        writer.file(artifact.name(), null, artifact.content(), i % 100 == 7);
      }
    });
    List<Hash> all = new ArrayList<>();
    store().forEachName("4", "c8", all::add);

    for (int portion : new int[]{1_000_000, 333, 10}) {
      List<Hash> walked = new ArrayList<>();
      for (String next = "4"; next != null;) {
        int[] left = {portion};
        next = store().walkStored(next, "c8", Long.MAX_VALUE, stored -> {
          bytesOf(stored);
          walked.add(stored.name());
          return --left[0] > 0;
        });
      }
      assertThat(walked).isEqualTo(all).hasSizeGreaterThan(300);
    }
    List<Hash> last = new ArrayList<>();
    assertThat(store().walkStored("c8", null, Long.MAX_VALUE, stored -> {
      stored.content().close();
      return last.add(stored.name());
    })).isNull();
    assertThat(last).isNotEmpty().allMatch(name -> name.hex().compareTo("c8") >= 0);
  }

  @Test
  default void namesAreFoundByTheDigitsTheyBeginWith() throws Exception {
    List<Hash> names = new ArrayList<>();
    receive(writer -> {
      for (int i = 0; i < 200; i++) {
        SampleArtifact artifact = SampleArtifact.of("artifact " + i);
        names.add(artifact.name());
        writer.file(artifact.name(), null, artifact.content(), i == 7);
      }
    });
    Hash hidden = names.get(7);
    Set<String> prefixes = Set.of("a", names.get(3).hex().substring(0, 16), hidden.hex().substring(0, 16),
        names.get(9).hex(), "0123456789abcdef");
    List<Hash> found = new ArrayList<>();

    store().forEachName(prefixes, found::add);

    List<Hash> all = new ArrayList<>();
    store().forEachName(all::add);
    assertThat(Set.copyOf(found)).hasSizeGreaterThan(5).doesNotContain(hidden)
        .isEqualTo(all.stream().filter(name -> prefixes.stream().anyMatch(name.hex()::startsWith))
            .collect(Collectors.toSet()));
    found.clear();
    store().forEachName(Set.of(), found::add);
    assertThat(found).isEmpty();
  }

  @Test
  default void whatCameAfterAWalkIsFoundWhereItEnded() {
    receive(SampleArtifact.of("one"));
    int[] next = {1};
    List<Hash> seen = new ArrayList<>();
    next[0] = store().walkStored(1, false, stored -> {
      stored.content().close();
      seen.add(stored.name());
      return false;
    });

    receive(SampleArtifact.of("two"));

    assertThat(next[0]).isNotZero();
    assertThat(walk(next[0], false).keySet()).contains(SampleArtifact.of("two").name())
        .doesNotContainAnyElementsOf(seen);
  }

  @Test
  default void clustersCoverWhatIsUnclustered() {
    receive(writer -> {
      for (int i = 0; i < 1_100; i++) {
        SampleArtifact artifact = SampleArtifact.of("artifact " + i);
        writer.file(artifact.name(), null, artifact.content(), false);
      }
    });

    int made = store().makeClusters();

    assertThat(made).isEqualTo(2);
    assertThat(store().unclustered()).hasSizeLessThanOrEqualTo(3).hasSizeGreaterThanOrEqualTo(2);
    List<String> members = new ArrayList<>();
    for (Hash cluster : store().unclustered()) {
      try (Content content = store().load(cluster).orElseThrow()) {
        members.addAll(Arrays.asList(new String(content.toArray(), StandardCharsets.UTF_8).split("\n", -1)));
      }
    }
    for (int i = 0; i < 1_100; i++) {
      assertThat(members).contains("M " + SampleArtifact.of("artifact " + i).name().hex());
    }
    assertThat(store().makeClusters()).isZero();
  }

  @Test
  default void clustersThatAreCoveredAreListedApart() {
    assertThat(store().clusters()).isEmpty();
    for (int round = 0; round < 2; round++) {
      int from = round * 200;
      receive(writer -> {
        for (int i = from; i < from + 200; i++) {
          SampleArtifact artifact = SampleArtifact.of("artifact " + i);
          writer.file(artifact.name(), null, artifact.content(), false);
        }
      });
      List<Hash> before = store().clusters();
      assertThat(store().makeClusters()).isEqualTo(1);
      assertThat(before).isEmpty();
    }

    assertThat(store().clusters()).hasSize(1).doesNotContainAnyElementsOf(store().unclustered());
  }

  @Test
  default void aFewNamesAreNotWorthACluster() {
    receive(SampleArtifact.of("alone"));

    assertThat(store().makeClusters()).isZero();
    assertThat(store().unclustered()).contains(SampleArtifact.of("alone").name());
  }

  @Test
  default void aWalkPassesOverWhatIsNotHeld() {
    SampleArtifact source = SampleArtifact.version(1);
    SampleArtifact dangling = SampleArtifact.version(2);
    SampleArtifact held = SampleArtifact.of("held");
    receive(writer -> writer.file(dangling.name(), source.name(), dangling.deltaFrom(source), false));
    receive(held);

    assertThat(walk(1, true).keySet()).contains(held.name()).doesNotContain(dangling.name(), source.name());
    assertThat(store().deltaParent(dangling.name())).isEmpty();
  }
}
