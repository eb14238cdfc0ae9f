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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a store does with what it is sent. */
interface ReceivingContract extends StoreUnderTest {

  @Test
  default void knowsNothingOfAnUnknownName() {
    SampleArtifact artifact = SampleArtifact.of("never seen");

    assertThat(store().lookup(artifact.name())).isEqualTo(Known.NOTHING);
    assertInvisible(artifact);
  }

  @Test
  default void holdsWhatItReceived() {
    SampleArtifact artifact = SampleArtifact.of("hello");

    Receipt receipt = receive(artifact);

    assertThat(receipt).isEqualTo(new Receipt(List.of(artifact.name()), List.of(), 0, 0, List.of()));
    assertHeld(artifact);
    assertThat(names()).contains(artifact.name());
    assertThat(store().unclustered()).contains(artifact.name());
    assertThat(store().unsent()).doesNotContain(artifact.name());
  }

  @Test
  default void holdsTheEmptyArtifact() {
    SampleArtifact empty = SampleArtifact.of("");

    receive(empty);

    assertHeld(empty);
  }

  @Test
  default void holdsNamesOfBothHashFunctions() {
    SampleArtifact old = SampleArtifact.sha1("named by SHA1");

    receive(old);

    assertHeld(old);
  }

  @Test
  default void storesAnArtifactOnce() {
    SampleArtifact artifact = SampleArtifact.of("hello");
    receive(artifact);

    Receipt again = receive(artifact);

    assertThat(again.stored()).isEmpty();
    assertThat(names()).containsOnlyOnce(artifact.name());
  }

  @Test
  default void takesTheSameNameTwiceInOneRound() {
    SampleArtifact artifact = SampleArtifact.of("hello");

    Receipt receipt = receive(writer -> {
      writer.file(artifact.name(), null, artifact.content(), false);
      writer.file(artifact.name(), null, artifact.content(), false);
    });

    assertThat(receipt.stored()).containsExactly(artifact.name());
    assertHeld(artifact);
  }

  @Test
  default void refusesContentOfAnotherHashAndStoresTheRest() {
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
  default void takesStoredBytes() throws Exception {
    SampleArtifact newer = SampleArtifact.version(2);
    SampleArtifact older = SampleArtifact.version(1);

    Receipt receipt = receive(writer -> {
      writer.stored(older.name(), newer.name(), older.bytes().length, older.framedDeltaFrom(newer), false);
      writer.stored(newer.name(), null, newer.bytes().length, newer.framed(), false);
    });

    assertThat(receipt.stored()).containsExactlyInAnyOrder(older.name(), newer.name());
    assertHeld(older);
    assertHeld(newer);
    assertThat(expanded(store().loadStored(older.name()).orElseThrow())).isEqualTo(older.bytes());
  }

  @Test
  default void whatIsADeltaOfSomethingTooLargeForOneSideComesWhole() throws Exception {
    SampleArtifact newer = SampleArtifact.version(2);
    SampleArtifact older = SampleArtifact.version(1);
    receive(writer -> {
      writer.stored(newer.name(), null, newer.bytes().length, newer.framed(), false);
      writer.stored(older.name(), newer.name(), older.bytes().length, older.framedDeltaFrom(newer), false);
    });

    StoredArtifact stored = store().loadStored(older.name(), newer.bytes().length - 1).orElseThrow();
    List<Hash> walkedWhole = new ArrayList<>();
    store().walkStored(1, false, newer.bytes().length - 1, each -> {
      each.content().close();
      return each.deltaSource() != null || walkedWhole.add(each.name());
    });

    assertThat(stored.deltaSource()).isNull();
    assertThat(expanded(stored)).isEqualTo(older.bytes());
    assertThat(walkedWhole).contains(older.name(), newer.name());
  }

  @Test
  default void deltasOfWhatDoesNotComeAreWantedAgain() {
    SampleArtifact large = SampleArtifact.version(3);
    SampleArtifact older = SampleArtifact.version(2);
    SampleArtifact oldest = SampleArtifact.version(1);
    receive(writer -> {
      writer.stored(oldest.name(), older.name(), 1, oldest.framedDeltaFrom(older), false);
      writer.stored(older.name(), large.name(), 1, older.framedDeltaFrom(large), false);
    });
    assertThat(presence(oldest)).isEqualTo(Presence.DANGLING);

    assertThat(receive(writer -> {
      writer.onlyIf(() -> false);
      writer.withoutSource(large.name());
    })).isEqualTo(Receipt.NOTHING);
    assertThat(presence(oldest)).isEqualTo(Presence.DANGLING);

    Receipt receipt = receive(writer -> writer.withoutSource(large.name()));

    assertThat(receipt.refusals()).extracting(ArtifactWriter.Refusal::reason).containsOnly(Reason.SOURCE_TOO_LARGE)
        .hasSize(2);
    assertThat(store().phantoms(9, false)).containsExactlyInAnyOrder(large.name(), older.name(), oldest.name());
    receive(older);
    receive(oldest);
    assertHeld(oldest);
    assertThat(receive(writer -> writer.withoutSource(large.name())).refusals()).isEmpty();
  }

  @Test
  default void verifiesStoredBytes() {
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
  default void refusesWhatIsTooLargeByNameAndGoesOn() {
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

  @Test
  default void aWriterThatIsNotFinishedLeavesWhatItHadPending() {
    try (ArtifactWriter writer = store().receive(PEER)) {
      SampleArtifact artifact = SampleArtifact.of("pending");
      writer.file(artifact.name(), null, artifact.content(), false);
    }

    assertInvisible(SampleArtifact.of("pending"));
  }

  @Test
  default void storesOnlyWhereItMayWhichCanHangOnWhatIsHeld() {
    SampleArtifact ticket = SampleArtifact.of("ticket");
    SampleArtifact artifact = SampleArtifact.of("hello");
    Consumer<ArtifactWriter> sender = writer -> {
      writer.onlyIf(() -> store().lookup(ticket.name()).isHeld());
      writer.file(artifact.name(), null, artifact.content(), false);
    };

    assertThat(receive(sender)).isEqualTo(Receipt.NOTHING);
    assertInvisible(artifact);

    receive(ticket);

    assertThat(receive(sender).stored()).containsExactly(artifact.name());
    assertHeld(artifact);
  }

  private static String base64(int value) {
    String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";
    return value < 64
        ? digits.substring(value, value + 1)
        : base64(value / 64) + digits.charAt(value % 64);
  }

  @Test
  default void aRoundThatIsAllOrNothingKeepsNothingWhenOneIsWrong() {
    SampleArtifact right = SampleArtifact.of("right");
    SampleArtifact wrong = SampleArtifact.of("wrong");

    Receipt receipt = receive(writer -> {
      writer.allOrNothing();
      writer.file(right.name(), null, right.content(), false);
      writer.file(wrong.name(), null, right.content(), false);
    });

    assertThat(receipt.stored()).isEmpty();
    assertThat(receipt.refusals()).extracting(ArtifactWriter.Refusal::reason).containsExactly(Reason.WRONG_HASH);
    assertInvisible(right);
    assertInvisible(wrong);
    receive(right);
    assertHeld(right);
  }

  @Test
  default void contentThatWasRefusedMayComeAgain() {
    SampleArtifact artifact = SampleArtifact.of("right in the end");
    receive(writer -> writer.file(artifact.name(), null, SampleArtifact.of("wrong").content(), false));

    receive(artifact);

    assertHeld(artifact);
  }
}
