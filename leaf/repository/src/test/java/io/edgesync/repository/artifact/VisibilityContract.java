package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactWriter.Receipt;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shunned, and what is private. */
interface VisibilityContract extends StoreUnderTest {

  @Test
  default void neitherTakesNorWantsWhatIsShunned() throws Exception {
    SampleArtifact artifact = SampleArtifact.of("bad");
    shun(artifact.name());

    Receipt receipt = receive(writer -> {
      writer.phantom(artifact.name(), false);
      writer.file(artifact.name(), null, artifact.content(), false);
    });

    assertThat(receipt.stored()).isEmpty();
    assertThat(receipt.phantomsCreated()).isZero();
    assertThat(store().lookup(artifact.name())).isEqualTo(new Known(Presence.ABSENT, false, true));
    assertInvisible(artifact);
  }

  @Test
  default void whatIsShunnedLaterIsNotListed() throws Exception {
    SampleArtifact artifact = SampleArtifact.of("bad");
    receive(artifact);

    shun(artifact.name());

    assertThat(store().lookup(artifact.name()).isShunned()).isTrue();
    assertThat(names()).doesNotContain(artifact.name());
    assertThat(store().unclustered()).doesNotContain(artifact.name());
    assertThat(walk(1, true).keySet()).doesNotContain(artifact.name());
  }

  @Test
  default void privateArtifactsStayApart() {
    SampleArtifact secret = SampleArtifact.of("secret");

    Receipt receipt = receive(writer -> writer.file(secret.name(), null, secret.content(), true));

    assertThat(receipt.stored()).isEmpty();
    assertThat(receipt.storedPrivately()).containsExactly(secret.name());
    assertThat(store().lookup(secret.name())).isEqualTo(new Known(Presence.HELD, true, false));
    assertThat(names()).doesNotContain(secret.name());
    assertThat(store().unclustered()).doesNotContain(secret.name());
    assertThat(store().privateNames()).containsExactly(secret.name());
    assertThat(walk(1, false).keySet()).doesNotContain(secret.name());
    assertThat(walk(1, true).keySet()).contains(secret.name());
  }

  @Test
  default void aPrivateArtifactThatComesPubliclyBecomesPublic() {
    SampleArtifact artifact = SampleArtifact.of("secret no more");
    receive(writer -> writer.file(artifact.name(), null, artifact.content(), true));

    Receipt receipt = receive(artifact);

    assertThat(receipt.stored()).containsExactly(artifact.name());
    assertThat(store().lookup(artifact.name()).isPrivate()).isFalse();
    assertThat(names()).contains(artifact.name());
    assertThat(store().unclustered()).contains(artifact.name());
  }

  @Test
  default void aPrivateArtifactStaysPrivateWhereWhatComesInItsNameIsNotIt() {
    SampleArtifact secret = SampleArtifact.of("secret");
    receive(writer -> writer.file(secret.name(), null, secret.content(), true));

    Receipt receipt = receive(writer -> {
      writer.file(secret.name(), null, SampleArtifact.of("a guess").content(), false);
      writer.file(secret.name(), SampleArtifact.of("nowhere").name(), secret.deltaFrom(SampleArtifact.of("nowhere")),
          false);
    });

    assertThat(receipt.stored()).isEmpty();
    assertThat(receipt.refusals()).extracting(ArtifactWriter.Refusal::reason)
        .containsExactly(ArtifactWriter.Reason.WRONG_HASH);
    assertThat(store().lookup(secret.name())).isEqualTo(new Known(Presence.HELD, true, false));
  }

  @Test
  default void whoMayNotSeePrivateArtifactsCannotTryDeltasOnThem() {
    SampleArtifact secret = SampleArtifact.version(1);
    SampleArtifact guess = SampleArtifact.version(2);
    receive(writer -> writer.file(secret.name(), null, secret.content(), true));

    Receipt receipt = receive(writer -> {
      writer.withoutPrivateSources();
      writer.file(guess.name(), secret.name(), guess.deltaFrom(secret), false);
    });

    assertThat(receipt.stored()).isEmpty();
    assertThat(receipt.refusals()).extracting(ArtifactWriter.Refusal::reason)
        .containsExactly(ArtifactWriter.Reason.PRIVATE_SOURCE);
    assertThat(presence(guess)).isEqualTo(Presence.ABSENT);

    Receipt published = receive(writer -> {
      writer.withoutPrivateSources();
      writer.file(secret.name(), null, secret.content(), false);
      writer.file(guess.name(), secret.name(), guess.deltaFrom(secret), false);
    });

    assertThat(published.stored()).containsExactlyInAnyOrder(secret.name(), guess.name());
  }

  @Test
  default void marksChangeWhetherAnArtifactIsPrivate() {
    SampleArtifact artifact = SampleArtifact.of("marked");
    receive(artifact);

    receive(writer -> writer.markPrivate(artifact.name()));
    assertThat(store().lookup(artifact.name()).isPrivate()).isTrue();
    receive(writer -> writer.markPublic(artifact.name()));

    assertThat(store().lookup(artifact.name()).isPrivate()).isFalse();
    assertThat(names()).contains(artifact.name());
  }

  @Test
  default void aPublicArtifactIsNeverGivenAsADeltaOfAPrivateOne() throws Exception {
    SampleArtifact secret = SampleArtifact.version(1);
    SampleArtifact open = SampleArtifact.version(2);
    receive(writer -> writer.file(secret.name(), null, secret.content(), true));

    receive(
        writer -> writer.stored(open.name(), secret.name(), open.bytes().length, open.framedDeltaFrom(secret), false));

    StoredArtifact stored = store().loadStored(open.name()).orElseThrow();
    assertThat(stored.deltaSource()).isNull();
    assertThat(expanded(stored)).isEqualTo(open.bytes());
  }

  @Test
  default void marksOnUnknownNamesMakeNothingKnown() {
    SampleArtifact unknown = SampleArtifact.of("unknown");

    Receipt receipt = receive(writer -> {
      writer.markPrivate(unknown.name());
      writer.markPublic(unknown.name());
    });

    assertThat(receipt).isEqualTo(Receipt.NOTHING);
    assertThat(store().lookup(unknown.name())).isEqualTo(Known.NOTHING);
  }

  @Test
  default void aDeltaOnSomethingShunnedThatIsStillHereIsTaken() throws Exception {
    SampleArtifact shunned = SampleArtifact.version(1);
    SampleArtifact fine = SampleArtifact.version(2);
    receive(shunned);
    shun(shunned.name());

    Receipt receipt = receive(writer -> writer.file(fine.name(), shunned.name(), fine.deltaFrom(shunned), false));

    assertThat(receipt.stored()).containsExactly(fine.name());
    assertHeld(fine);
    StoredArtifact stored = store().loadStored(fine.name()).orElseThrow();
    assertThat(stored.deltaSource()).isNull();
    assertThat(expanded(stored)).isEqualTo(fine.bytes());
  }
}
