package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.Known;
import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactWriter.Receipt;
import org.junit.jupiter.api.Test;

/** Names that are wanted. */
interface PhantomContract extends StoreUnderTest {

  @Test
  default void aPhantomIsFilledWhenItsArtifactArrives() {
    SampleArtifact artifact = SampleArtifact.of("wanted");

    Receipt wanted = receive(writer -> writer.phantom(artifact.name(), false));

    assertThat(wanted.phantomsCreated()).isEqualTo(1);
    assertThat(presence(artifact)).isEqualTo(Presence.PHANTOM);
    assertThat(store().phantoms(10, false)).containsExactly(artifact.name());
    assertInvisible(artifact);
    receive(artifact);
    assertHeld(artifact);
    assertThat(store().phantoms(10, false)).isEmpty();
    assertThat(store().unclustered()).contains(artifact.name());
  }

  @Test
  default void aPhantomOfSomethingHeldIsNone() {
    SampleArtifact artifact = SampleArtifact.of("here");
    receive(artifact);

    Receipt receipt = receive(writer -> writer.phantom(artifact.name(), false));

    assertThat(receipt.phantomsCreated()).isZero();
    assertHeld(artifact);
  }

  @Test
  default void listsNoMorePhantomsThanAsked() {
    receive(writer -> {
      for (int i = 0; i < 20; i++) {
        writer.phantom(SampleArtifact.of("phantom " + i).name(), false);
      }
    });

    assertThat(store().phantoms(7, false)).hasSize(7);
    assertThat(store().phantoms(100, false)).hasSize(20);
  }

  @Test
  default void privatePhantomsAreWantedOnlyByThoseWhoAsk() {
    SampleArtifact secret = SampleArtifact.of("secret");

    receive(writer -> writer.phantom(secret.name(), true));

    assertThat(store().phantoms(10, false)).isEmpty();
    assertThat(store().phantoms(10, true)).containsExactly(secret.name());
  }

  @Test
  default void aPrivateArtifactThatFillsAPublicPhantomIsPrivate() {
    SampleArtifact secret = SampleArtifact.of("secret after all");
    receive(writer -> writer.phantom(secret.name(), false));

    receive(writer -> writer.file(secret.name(), null, secret.content(), true));

    assertThat(store().lookup(secret.name())).isEqualTo(new Known(Presence.HELD, true, false));
    assertThat(store().unclustered()).doesNotContain(secret.name());
    assertThat(names()).doesNotContain(secret.name());
  }

  @Test
  default void aPublicArtifactThatFillsAPrivatePhantomIsPublic() {
    SampleArtifact open = SampleArtifact.of("no secret");
    receive(writer -> writer.phantom(open.name(), true));

    receive(open);

    assertThat(store().lookup(open.name())).isEqualTo(new Known(Presence.HELD, false, false));
    assertThat(names()).contains(open.name());
  }
}
