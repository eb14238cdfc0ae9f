package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactWriter.Reason;
import io.edgesync.repository.artifact.ArtifactWriter.Receipt;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.envelope.StoredForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ArtifactStore} does. Implementations extend this and make their store. */
public abstract class ArtifactStoreContract {

  /** Artifacts above this are refused by the store under test. */
  protected static final long ARTIFACT_BYTES_MAX = 4 << 20;

  private static final Provenance PEER = new Provenance("nobody", "192.0.2.1", null);

  private ArtifactStore store;
  /** What a new store of this implementation holds already. */
  private Set<Hash> before;

  /** A store that refuses artifacts above {@link #ARTIFACT_BYTES_MAX}. */
  protected abstract ArtifactStore newStore() throws Exception;

  /** Adds a name to the shun list. */
  protected abstract void shun(ArtifactStore store, Hash name) throws Exception;

  protected abstract void closeStore(ArtifactStore store);

  @BeforeEach
  void makeStore() throws Exception {
    store = newStore();
    before = new HashSet<>(names());
  }

  @AfterEach
  void closeStore() {
    closeStore(store);
  }

  private List<Hash> names() {
    List<Hash> names = new ArrayList<>();
    store.forEachName(names::add);
    return names;
  }

  private Receipt receive(Consumer<ArtifactWriter> cards) {
    try (ArtifactWriter writer = store.receive(PEER)) {
      cards.accept(writer);
      return writer.finish();
    }
  }

  private Receipt receive(SampleArtifact artifact) {
    return receive(writer -> writer.file(artifact.name(), null, artifact.content(), false));
  }

  private Presence presence(SampleArtifact artifact) {
    return store.lookup(artifact.name()).presence();
  }

  private void assertHeld(SampleArtifact artifact) {
    assertThat(presence(artifact)).as("presence of %s", artifact).isEqualTo(Presence.HELD);
    try (Content content = store.load(artifact.name()).orElseThrow()) {
      assertThat(content).isEqualTo(artifact.content());
    }
  }

  private void assertInvisible(SampleArtifact artifact) {
    assertThat(store.load(artifact.name())).isEmpty();
    assertThat(store.loadStored(artifact.name())).isEmpty();
    assertThat(names()).doesNotContain(artifact.name());
    assertThat(store.unclustered()).doesNotContain(artifact.name());
  }

  /** What is inside a stored artifact, its delta applied. */
  private byte[] expanded(StoredArtifact stored) throws Exception {
    try (Content framed = stored.content()) {
      byte[] inside = StoredForm.expand(framed.toArray(), (int) ARTIFACT_BYTES_MAX);
      Hash source = stored.deltaSource();
      if (source == null) {
        return inside;
      }
      try (Content base = store.load(source).orElseThrow()) {
        return Delta.apply(base.toArray(), inside);
      }
    }
  }

  @Test
  void knowsNothingOfAnUnknownName() {
    SampleArtifact artifact = SampleArtifact.of("never seen");

    assertThat(store.lookup(artifact.name())).isEqualTo(Known.NOTHING);
    assertInvisible(artifact);
  }

  @Test
  void holdsWhatItReceived() {
    SampleArtifact artifact = SampleArtifact.of("hello");

    Receipt receipt = receive(artifact);

    assertThat(receipt).isEqualTo(new Receipt(List.of(artifact.name()), 0, 0, List.of()));
    assertHeld(artifact);
    assertThat(names()).contains(artifact.name());
    assertThat(store.unclustered()).contains(artifact.name());
    assertThat(store.unsent()).doesNotContain(artifact.name());
  }

  @Test
  void holdsTheEmptyArtifact() {
    SampleArtifact empty = SampleArtifact.of("");

    receive(empty);

    assertHeld(empty);
  }

  @Test
  void holdsNamesOfBothHashFunctions() {
    SampleArtifact old = SampleArtifact.sha1("named by SHA1");

    receive(old);

    assertHeld(old);
  }

  @Test
  void storesAnArtifactOnce() {
    SampleArtifact artifact = SampleArtifact.of("hello");
    receive(artifact);

    Receipt again = receive(artifact);

    assertThat(again.stored()).isEmpty();
    assertThat(names()).containsOnlyOnce(artifact.name());
  }

  @Test
  void takesTheSameNameTwiceInOneRound() {
    SampleArtifact artifact = SampleArtifact.of("hello");

    Receipt receipt = receive(writer -> {
      writer.file(artifact.name(), null, artifact.content(), false);
      writer.file(artifact.name(), null, artifact.content(), false);
    });

    assertThat(receipt.stored()).containsExactly(artifact.name());
    assertHeld(artifact);
  }

  @Test
  void refusesContentOfAnotherHashAndStoresTheRest() {
    SampleArtifact right = SampleArtifact.of("right");
    SampleArtifact wrong = SampleArtifact.of("wrong");

    Receipt receipt = receive(writer -> {
      writer.file(wrong.name(), null, right.content(), false);
      writer.file(right.name(), null, right.content(), false);
    });

    assertThat(receipt.stored()).containsExactly(right.name());
    assertThat(receipt.refusals()).singleElement().satisfies(refusal -> {
      assertThat(refusal.name()).isEqualTo(wrong.name());
      assertThat(refusal.reason()).isEqualTo(Reason.WRONG_HASH);
      assertThat(refusal.text()).contains(wrong.name().hex());
    });
    assertThat(presence(wrong)).isEqualTo(Presence.ABSENT);
    assertInvisible(wrong);
  }

  @Test
  void appliesADeltaOnWhatItHolds() {
    SampleArtifact first = SampleArtifact.version(1);
    SampleArtifact second = SampleArtifact.version(2);
    receive(first);

    Receipt receipt = receive(writer -> writer.file(second.name(), first.name(), second.deltaFrom(first), false));

    assertThat(receipt.stored()).containsExactly(second.name());
    assertHeld(second);
  }

  @Test
  void appliesDeltasThatComeBeforeTheirSourceInOneRound() {
    List<SampleArtifact> versions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      versions.add(SampleArtifact.version(i));
    }

    Receipt receipt = receive(writer -> {
      for (int i = 0; i < 19; i++) {
        writer.file(versions.get(i).name(), versions.get(i + 1).name(), versions.get(i).deltaFrom(versions.get(i + 1)),
            false);
      }
      writer.file(versions.get(19).name(), null, versions.get(19).content(), false);
    });

    assertThat(receipt.stored()).hasSize(20);
    assertThat(receipt.dangling()).isZero();
    versions.forEach(this::assertHeld);
  }

  @Test
  void aDeltaWithoutItsSourceIsInvisibleUntilTheSourceComes() {
    SampleArtifact source = SampleArtifact.version(1);
    SampleArtifact target = SampleArtifact.version(2);

    Receipt first = receive(writer -> writer.file(target.name(), source.name(), target.deltaFrom(source), false));

    assertThat(first.dangling()).isEqualTo(1);
    assertThat(first.stored()).isEmpty();
    assertThat(presence(target)).isEqualTo(Presence.DANGLING);
    assertInvisible(target);
    assertThat(store.phantoms(10, false)).containsExactly(source.name());

    Receipt second = receive(source);

    assertThat(second.stored()).containsExactlyInAnyOrder(source.name(), target.name());
    assertHeld(target);
    assertHeld(source);
    assertThat(store.phantoms(10, false)).isEmpty();
  }

  @Test
  void aWrongDeltaIsFoundOutWhenItsSourceComes() {
    SampleArtifact source = SampleArtifact.version(1);
    SampleArtifact target = SampleArtifact.version(2);
    SampleArtifact other = SampleArtifact.version(3);
    receive(writer -> writer.file(target.name(), source.name(), other.deltaFrom(source), false));

    Receipt receipt = receive(source);

    assertThat(receipt.stored()).containsExactly(source.name());
    assertThat(receipt.refusals()).singleElement()
        .satisfies(refusal -> assertThat(refusal.name()).isEqualTo(target.name()));
    assertThat(presence(target)).isEqualTo(Presence.PHANTOM);
    assertInvisible(target);
    receive(target);
    assertHeld(target);
  }

  @Test
  void aChainOfDanglingDeltasIsFilledFromItsEnd() {
    List<SampleArtifact> versions = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      versions.add(SampleArtifact.version(i));
    }
    for (int i = 0; i < 29; i++) {
      SampleArtifact target = versions.get(i);
      SampleArtifact source = versions.get(i + 1);
      receive(writer -> writer.file(target.name(), source.name(), target.deltaFrom(source), false));
      assertThat(presence(target)).isEqualTo(Presence.DANGLING);
    }

    Receipt receipt = receive(versions.getLast());

    assertThat(receipt.stored()).hasSize(30);
    versions.forEach(this::assertHeld);
  }

  @Test
  void deltasOnEachOtherHarmNobody() {
    SampleArtifact one = SampleArtifact.version(1);
    SampleArtifact two = SampleArtifact.version(2);

    receive(writer -> writer.file(one.name(), two.name(), one.deltaFrom(two), false));
    receive(writer -> writer.file(two.name(), one.name(), two.deltaFrom(one), false));

    assertInvisible(one);
    assertInvisible(two);
    receive(one);
    receive(two);
    assertHeld(one);
    assertHeld(two);
  }

  @Test
  void aMalformedDeltaCostsOnlyItself() {
    SampleArtifact source = SampleArtifact.version(1);
    SampleArtifact target = SampleArtifact.version(2);
    receive(source);

    Receipt receipt = receive(writer -> {
      writer.file(target.name(), source.name(), Content.of("no delta at all".getBytes(StandardCharsets.UTF_8)), false);
      writer.file(SampleArtifact.of("fine").name(), null, SampleArtifact.of("fine").content(), false);
    });

    assertThat(receipt.refusals()).extracting(ArtifactWriter.Refusal::reason).containsExactly(Reason.MALFORMED);
    assertHeld(SampleArtifact.of("fine"));
    assertInvisible(target);
  }

  @Test
  void takesStoredBytes() throws Exception {
    SampleArtifact newer = SampleArtifact.version(2);
    SampleArtifact older = SampleArtifact.version(1);

    Receipt receipt = receive(writer -> {
      writer.stored(older.name(), newer.name(), older.bytes().length, older.framedDeltaFrom(newer), false);
      writer.stored(newer.name(), null, newer.bytes().length, newer.framed(), false);
    });

    assertThat(receipt.stored()).containsExactlyInAnyOrder(older.name(), newer.name());
    assertHeld(older);
    assertHeld(newer);
    assertThat(expanded(store.loadStored(older.name()).orElseThrow())).isEqualTo(older.bytes());
  }

  @Test
  void verifiesStoredBytes() {
    SampleArtifact right = SampleArtifact.of("right");
    SampleArtifact wrong = SampleArtifact.of("wrong");
    byte[] garbage = {0, 0, 0, 5, 1, 2, 3};

    Receipt receipt = receive(writer -> {
      writer.stored(wrong.name(), null, 5, right.framed(), false);
      writer.stored(SampleArtifact.of("third").name(), null, 5, Content.of(garbage), false);
    });

    assertThat(receipt.stored()).isEmpty();
    assertThat(receipt.refusals()).extracting(ArtifactWriter.Refusal::reason)
        .containsExactlyInAnyOrder(Reason.WRONG_HASH, Reason.MALFORMED);
    assertInvisible(wrong);
  }

  @Test
  void refusesWhatIsTooLargeByNameAndGoesOn() {
    SampleArtifact large = SampleArtifact.of(HashAlgorithm.SHA3_256, new byte[(int) ARTIFACT_BYTES_MAX + 1]);
    SampleArtifact source = SampleArtifact.version(1);
    Content delta = Content.of((base64((int) ARTIFACT_BYTES_MAX + 1) + "\n0;").getBytes(StandardCharsets.US_ASCII));

    Receipt receipt = receive(writer -> {
      writer.file(large.name(), null, large.content(), false);
      writer.stored(SampleArtifact.of("a").name(), null, 1, large.framed(), false);
      writer.file(SampleArtifact.of("b").name(), source.name(), delta, false);
      writer.file(source.name(), null, source.content(), false);
    });

    assertThat(receipt.refusals()).extracting(ArtifactWriter.Refusal::reason).containsOnly(Reason.TOO_LARGE).hasSize(3);
    assertThat(receipt.refusals()).anySatisfy(refusal -> assertThat(refusal.text()).contains(large.name().hex())
        .contains(Long.toString(ARTIFACT_BYTES_MAX)));
    assertHeld(source);
    assertInvisible(large);
  }

  private static String base64(int value) {
    String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";
    return value < 64
        ? digits.substring(value, value + 1)
        : base64(value / 64) + digits.charAt(value % 64);
  }

  @Test
  void aPhantomIsFilledWhenItsArtifactArrives() {
    SampleArtifact artifact = SampleArtifact.of("wanted");

    Receipt wanted = receive(writer -> writer.phantom(artifact.name(), false));

    assertThat(wanted.phantomsCreated()).isEqualTo(1);
    assertThat(presence(artifact)).isEqualTo(Presence.PHANTOM);
    assertThat(store.phantoms(10, false)).containsExactly(artifact.name());
    assertInvisible(artifact);
    receive(artifact);
    assertHeld(artifact);
    assertThat(store.phantoms(10, false)).isEmpty();
    assertThat(store.unclustered()).contains(artifact.name());
  }

  @Test
  void aPhantomOfSomethingHeldIsNone() {
    SampleArtifact artifact = SampleArtifact.of("here");
    receive(artifact);

    Receipt receipt = receive(writer -> writer.phantom(artifact.name(), false));

    assertThat(receipt.phantomsCreated()).isZero();
    assertHeld(artifact);
  }

  @Test
  void listsNoMorePhantomsThanAsked() {
    receive(writer -> {
      for (int i = 0; i < 20; i++) {
        writer.phantom(SampleArtifact.of("phantom " + i).name(), false);
      }
    });

    assertThat(store.phantoms(7, false)).hasSize(7);
    assertThat(store.phantoms(100, false)).hasSize(20);
  }

  @Test
  void neitherTakesNorWantsWhatIsShunned() throws Exception {
    SampleArtifact artifact = SampleArtifact.of("bad");
    shun(store, artifact.name());

    Receipt receipt = receive(writer -> {
      writer.phantom(artifact.name(), false);
      writer.file(artifact.name(), null, artifact.content(), false);
    });

    assertThat(receipt.stored()).isEmpty();
    assertThat(receipt.phantomsCreated()).isZero();
    assertThat(store.lookup(artifact.name())).isEqualTo(new Known(Presence.ABSENT, false, true));
    assertInvisible(artifact);
  }

  @Test
  void whatIsShunnedLaterIsNotListed() throws Exception {
    SampleArtifact artifact = SampleArtifact.of("bad");
    receive(artifact);

    shun(store, artifact.name());

    assertThat(store.lookup(artifact.name()).isShunned()).isTrue();
    assertThat(names()).doesNotContain(artifact.name());
    assertThat(store.unclustered()).doesNotContain(artifact.name());
    assertThat(walk(1, true).keySet()).doesNotContain(artifact.name());
  }

  @Test
  void privateArtifactsStayApart() {
    SampleArtifact secret = SampleArtifact.of("secret");

    receive(writer -> writer.file(secret.name(), null, secret.content(), true));

    assertThat(store.lookup(secret.name())).isEqualTo(new Known(Presence.HELD, true, false));
    assertThat(names()).doesNotContain(secret.name());
    assertThat(store.unclustered()).doesNotContain(secret.name());
    assertThat(store.privateNames()).containsExactly(secret.name());
    assertThat(walk(1, false).keySet()).doesNotContain(secret.name());
    assertThat(walk(1, true).keySet()).contains(secret.name());
  }

  @Test
  void aPrivateArtifactThatComesPubliclyBecomesPublic() {
    SampleArtifact artifact = SampleArtifact.of("secret no more");
    receive(writer -> writer.file(artifact.name(), null, artifact.content(), true));

    receive(artifact);

    assertThat(store.lookup(artifact.name()).isPrivate()).isFalse();
    assertThat(names()).contains(artifact.name());
  }

  @Test
  void marksChangeWhetherAnArtifactIsPrivate() {
    SampleArtifact artifact = SampleArtifact.of("marked");
    receive(artifact);

    receive(writer -> writer.markPrivate(artifact.name()));
    assertThat(store.lookup(artifact.name()).isPrivate()).isTrue();
    receive(writer -> writer.markPublic(artifact.name()));

    assertThat(store.lookup(artifact.name()).isPrivate()).isFalse();
    assertThat(names()).contains(artifact.name());
  }

  @Test
  void privatePhantomsAreWantedOnlyByThoseWhoAsk() {
    SampleArtifact secret = SampleArtifact.of("secret");

    receive(writer -> writer.phantom(secret.name(), true));

    assertThat(store.phantoms(10, false)).isEmpty();
    assertThat(store.phantoms(10, true)).containsExactly(secret.name());
  }

  @Test
  void aPublicArtifactIsNeverGivenAsADeltaOfAPrivateOne() throws Exception {
    SampleArtifact secret = SampleArtifact.version(1);
    SampleArtifact open = SampleArtifact.version(2);
    receive(writer -> writer.file(secret.name(), null, secret.content(), true));

    receive(
        writer -> writer.stored(open.name(), secret.name(), open.bytes().length, open.framedDeltaFrom(secret), false));

    StoredArtifact stored = store.loadStored(open.name()).orElseThrow();
    assertThat(stored.deltaSource()).isNull();
    assertThat(expanded(stored)).isEqualTo(open.bytes());
  }

  @Test
  void looksUpManyAtOnceInTheirOrder() {
    SampleArtifact held = SampleArtifact.of("held");
    SampleArtifact wanted = SampleArtifact.of("wanted");
    receive(held);
    receive(writer -> writer.phantom(wanted.name(), false));

    assertThat(store.lookupAll(List.of(wanted.name(), SampleArtifact.of("absent").name(), held.name())))
        .extracting(Known::presence)
        .containsExactly(Presence.PHANTOM, Presence.ABSENT, Presence.HELD);
  }

  @Test
  void walksEverythingOnceInAnyPortions() throws Exception {
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
        next = store.walkStored(next, false, stored -> {
          assertThat(walked.put(stored.name(), bytesOf(stored))).as("%s comes twice", stored.name()).isNull();
          return --left[0] > 0;
        });
      }
      before.forEach(walked::remove);
      assertThat(walked.keySet()).isEqualTo(expected.keySet());
      walked.forEach((name, bytes) -> assertThat(bytes).isEqualTo(expected.get(name)));
    }
  }

  private byte[] bytesOf(StoredArtifact stored) {
    try {
      return expanded(stored);
    } catch (Exception e) {
      throw new AssertionError(stored.name().hex(), e);
    }
  }

  private Map<Hash, byte[]> walk(int from, boolean includePrivate) {
    Map<Hash, byte[]> walked = new TreeMap<>();
    int end = store.walkStored(from, includePrivate, stored -> {
      walked.put(stored.name(), bytesOf(stored));
      return true;
    });
    assertThat(end).isZero();
    return walked;
  }

  @Test
  void whatCameAfterAWalkIsFoundWhereItEnded() {
    receive(SampleArtifact.of("one"));
    int[] next = {1};
    List<Hash> seen = new ArrayList<>();
    next[0] = store.walkStored(1, false, stored -> {
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
  void anyOrderOfArrivalEndsAlike() {
    List<SampleArtifact> versions = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      versions.add(SampleArtifact.version(i));
    }
    Random random = new Random(11);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);

    for (int from = 0; from < 60;) {
      int to = Math.min(60, from + 1 + random.nextInt(9));
      List<Integer> round = order.subList(from, to);
      receive(writer -> {
        for (int i : round) {
          SampleArtifact artifact = versions.get(i);
          if (i % 10 == 9) {
            writer.file(artifact.name(), null, artifact.content(), false);
          } else if (i % 2 == 0) {
            writer.file(artifact.name(), versions.get(i + 1).name(), artifact.deltaFrom(versions.get(i + 1)), false);
          } else {
            writer.stored(artifact.name(), versions.get(i + 1).name(), artifact.bytes().length,
                artifact.framedDeltaFrom(versions.get(i + 1)), false);
          }
        }
      });
      from = to;
    }

    versions.forEach(this::assertHeld);
    assertThat(store.phantoms(10, true)).isEmpty();
  }

  @Test
  void clustersCoverWhatIsUnclustered() {
    receive(writer -> {
      for (int i = 0; i < 1_100; i++) {
        SampleArtifact artifact = SampleArtifact.of("artifact " + i);
        writer.file(artifact.name(), null, artifact.content(), false);
      }
    });

    int made = store.makeClusters();

    assertThat(made).isEqualTo(2);
    assertThat(store.unclustered()).hasSizeLessThanOrEqualTo(3).hasSizeGreaterThanOrEqualTo(2);
    List<String> members = new ArrayList<>();
    for (Hash cluster : store.unclustered()) {
      try (Content content = store.load(cluster).orElseThrow()) {
        members.addAll(Arrays.asList(new String(content.toArray(), StandardCharsets.UTF_8).split("\n", -1)));
      }
    }
    for (int i = 0; i < 1_100; i++) {
      assertThat(members).contains("M " + SampleArtifact.of("artifact " + i).name().hex());
    }
    assertThat(store.makeClusters()).isZero();
  }

  @Test
  void aFewNamesAreNotWorthACluster() {
    receive(SampleArtifact.of("alone"));

    assertThat(store.makeClusters()).isZero();
    assertThat(store.unclustered()).contains(SampleArtifact.of("alone").name());
  }

  @Test
  void aWriterThatIsNotFinishedLeavesWhatItHadPending() {
    try (ArtifactWriter writer = store.receive(PEER)) {
      SampleArtifact artifact = SampleArtifact.of("pending");
      writer.file(artifact.name(), null, artifact.content(), false);
    }

    assertInvisible(SampleArtifact.of("pending"));
  }
}
