package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactWriter.Reason;
import io.edgesync.repository.artifact.ArtifactWriter.Receipt;
import io.edgesync.xfer.content.Content;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a store does with deltas, whatever the order in which they and their sources come. */
interface DeltaContract extends StoreUnderTest {

  @Test
  default void appliesADeltaOnWhatItHolds() {
    SampleArtifact first = SampleArtifact.version(1);
    SampleArtifact second = SampleArtifact.version(2);
    receive(first);

    Receipt receipt = receive(writer -> writer.file(second.name(), first.name(), second.deltaFrom(first), false));

    assertThat(receipt.stored()).containsExactly(second.name());
    assertHeld(second);
  }

  @Test
  default void appliesDeltasThatComeBeforeTheirSourceInOneRound() {
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
  default void aDeltaWithoutItsSourceIsInvisibleUntilTheSourceComes() {
    SampleArtifact source = SampleArtifact.version(1);
    SampleArtifact target = SampleArtifact.version(2);

    Receipt first = receive(writer -> writer.file(target.name(), source.name(), target.deltaFrom(source), false));

    assertThat(first.dangling()).isEqualTo(1);
    assertThat(first.stored()).isEmpty();
    assertThat(presence(target)).isEqualTo(Presence.DANGLING);
    assertInvisible(target);
    assertThat(store().phantoms(10, false)).containsExactly(source.name());

    Receipt second = receive(source);

    assertThat(second.stored()).containsExactlyInAnyOrder(source.name(), target.name());
    assertHeld(target);
    assertHeld(source);
    assertThat(store().phantoms(10, false)).isEmpty();
  }

  @Test
  default void aWrongDeltaIsFoundOutWhenItsSourceComes() {
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
  default void aChainOfDanglingDeltasIsFilledFromItsEnd() {
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
  default void deltasOnEachOtherHarmNobody() {
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

  /** One peer has stored the older as a delta of the newer, and another, which is asked for the rest, has it the other way round. */
  @Test
  default void whatComesAsADeltaOfWhatWaitsForItIsKeptAndTheOtherAskedForAgain() {
    SampleArtifact older = SampleArtifact.version(1);
    SampleArtifact newer = SampleArtifact.version(2);
    receive(writer -> writer.file(older.name(), newer.name(), older.deltaFrom(newer), false));

    Receipt receipt = receive(writer -> writer.file(newer.name(), older.name(), newer.deltaFrom(older), false));

    assertThat(receipt.refusals()).isEmpty();
    assertThat(store().phantoms(10, false)).containsExactly(older.name());
    receive(older);
    assertHeld(older);
    assertHeld(newer);
  }

  @Test
  default void aMalformedDeltaCostsOnlyItself() {
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
  default void anyOrderOfArrivalEndsAlike() {
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
    assertThat(store().phantoms(10, true)).isEmpty();
  }

  @Test
  default void deltasThatWaitedForOneSourceAreJudgedOneByOne() {
    SampleArtifact source = SampleArtifact.version(1);
    SampleArtifact right = SampleArtifact.version(2);
    SampleArtifact wrong = SampleArtifact.version(3);
    SampleArtifact onRight = SampleArtifact.version(4);
    SampleArtifact onWrong = SampleArtifact.version(5);
    receive(writer -> {
      writer.file(right.name(), source.name(), right.deltaFrom(source), false);
      writer.file(wrong.name(), source.name(), right.deltaFrom(source), false);
      writer.file(onRight.name(), right.name(), onRight.deltaFrom(right), false);
      writer.file(onWrong.name(), wrong.name(), onWrong.deltaFrom(wrong), false);
    });

    Receipt receipt = receive(source);

    assertThat(receipt.stored()).containsExactlyInAnyOrder(source.name(), right.name(), onRight.name());
    assertThat(receipt.refusals()).extracting(ArtifactWriter.Refusal::name).containsExactly(wrong.name());
    assertInvisible(wrong);
    assertInvisible(onWrong);
    receive(wrong);
    assertHeld(onWrong);
  }
}
