package io.edgesync.repository.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.Presence;
import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactWriter.Receipt;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.envelope.StoredForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The store that the contracts are tried on, and what they look at it with. */
interface StoreUnderTest {

  /** Artifacts above this are refused by the store under test. */
  long ARTIFACT_BYTES_MAX = 4 << 20;

  Provenance PEER = new Provenance("nobody", "192.0.2.1", null);

  ArtifactStore store();

  /** What a new store of this implementation holds already. */
  Set<Hash> before();

  /** Adds a name to the shun list. */
  void shun(Hash name) throws Exception;

  default List<Hash> names() {
    List<Hash> names = new ArrayList<>();
    store().forEachName(names::add);
    return names;
  }

  default Receipt receive(Consumer<ArtifactWriter> cards) {
    try (ArtifactWriter writer = store().receive(PEER)) {
      cards.accept(writer);
      return writer.finish();
    }
  }

  default Receipt receive(SampleArtifact artifact) {
    return receive(writer -> writer.file(artifact.name(), null, artifact.content(), false));
  }

  default Presence presence(SampleArtifact artifact) {
    return store().lookup(artifact.name()).presence();
  }

  default void assertHeld(SampleArtifact artifact) {
    assertThat(presence(artifact)).as("presence of %s", artifact).isEqualTo(Presence.HELD);
    try (Content content = store().load(artifact.name()).orElseThrow()) {
      assertThat(content).isEqualTo(artifact.content());
    }
  }

  default void assertInvisible(SampleArtifact artifact) {
    assertThat(store().load(artifact.name())).isEmpty();
    assertThat(store().loadStored(artifact.name())).isEmpty();
    assertThat(names()).doesNotContain(artifact.name());
    assertThat(store().unclustered()).doesNotContain(artifact.name());
  }

  /** What is inside a stored artifact, its delta applied. */
  default byte[] expanded(StoredArtifact stored) throws Exception {
    try (Content framed = stored.content()) {
      byte[] inside = StoredForm.expand(framed.toArray(), (int) ARTIFACT_BYTES_MAX);
      Hash source = stored.deltaSource();
      if (source == null) {
        return inside;
      }
      try (Content base = store().load(source).orElseThrow()) {
        return Delta.apply(base.toArray(), inside);
      }
    }
  }

  default byte[] bytesOf(StoredArtifact stored) {
    try {
      return expanded(stored);
    } catch (Exception e) {
      throw new AssertionError(stored.name().hex(), e);
    }
  }

  default Map<Hash, byte[]> walk(int from, boolean includePrivate) {
    Map<Hash, byte[]> walked = new TreeMap<>();
    int end = store().walkStored(from, includePrivate, stored -> {
      walked.put(stored.name(), bytesOf(stored));
      return true;
    });
    assertThat(end).isZero();
    return walked;
  }
}
