package io.edgesync.sync.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactStore.StoredArtifact;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.FileCard;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.delta.Delta;
import io.edgesync.xfer.envelope.StoredForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InflatedTest {

  private static final Hash NAME = new Hash("0".repeat(40));
  private static final Hash SOURCE = new Hash("1".repeat(40));
  private static final byte[] BASE = "one line of text\n".repeat(50).getBytes(StandardCharsets.UTF_8);
  private static final byte[] DELTA = Delta.create(BASE,
      "one line of text\n".repeat(60).getBytes(StandardCharsets.UTF_8));

  @Test
  void smallArtifactsSuitAndLargeOnesDoNot() throws Exception {
    byte[] noise = new byte[4000];
    new Random(1).nextBytes(noise);

    assertThat(Inflated.suits(stored(DELTA))).isTrue();
    assertThat(Inflated.suits(stored(noise))).isFalse();
    assertThat(Inflated.suits(stored(new byte[100_000]))).as("small only where it is compressed").isFalse();
  }

  @Test
  void whatIsInflatedIsStoredAgainAsItWas() throws Exception {
    StoredArtifact artifact = stored(DELTA);
    byte[] framed = artifact.content().toArray();
    Recorded recorded = new Recorded();

    FileCard card = Inflated.card(artifact);
    Inflated.store(card, false, PeerHello.of(null, 1000, PeerHello.INFLATES), recorded);

    assertThat(card.content().toArray()).isEqualTo(DELTA);
    assertThat(recorded.said).containsExactly("stored " + NAME + " on " + SOURCE + ", " + 60 * 17 + " bytes");
    assertThat(recorded.last).isEqualTo(framed);
  }

  @Test
  void ofOthersADeltaIsTakenAsFossilTakesIt() {
    for (PeerHello peer : List.of(PeerHello.of(null, 1000), PeerHello.of(null, 1000, PeerHello.INFLATED))) {
      Recorded recorded = new Recorded();

      Inflated.store(new FileCard(NAME, SOURCE, Content.of(DELTA)), false, peer, recorded);
      Inflated.store(new FileCard(NAME, SOURCE, Content.of(DELTA)), false, null, recorded);

      assertThat(recorded.said).hasSize(2).containsOnly("file " + NAME + " on " + SOURCE);
    }
  }

  @Test
  void theWriterSaysWhatIsWrongWithADelta() {
    Recorded recorded = new Recorded();

    Inflated.store(new FileCard(NAME, SOURCE, Content.of("none".getBytes(StandardCharsets.UTF_8))), false,
        PeerHello.of(null, 1000, PeerHello.INFLATES), recorded);

    assertThat(recorded.said).containsExactly("file " + NAME + " on " + SOURCE);
  }

  private static StoredArtifact stored(byte[] inside) {
    return new StoredArtifact(NAME, SOURCE, inside.length, false, Content.of(StoredForm.compress(inside)));
  }

  /** Notes what is stored. */
  private static final class Recorded implements ArtifactWriter {
    private final List<String> said = new ArrayList<>();
    private byte[] last = {};

    @Override
    public void file(Hash name, @Nullable Hash deltaSource, Content content, boolean isPrivate) {
      said.add("file " + name + " on " + deltaSource);
    }

    @Override
    public void stored(Hash name, @Nullable Hash deltaSource, long expandedBytes, Content framed, boolean isPrivate) {
      said.add("stored " + name + " on " + deltaSource + ", " + expandedBytes + " bytes");
      last = framed.toArray();
    }

    @Override
    public void allOrNothing() {}

    @Override
    public void withoutPrivateSources() {}

    @Override
    public void onlyIf(BooleanSupplier mayStore) {}

    @Override
    public void withoutSource(Hash name) {}

    @Override
    public void phantom(Hash name, boolean isPrivate) {}

    @Override
    public void markPublic(Hash name) {}

    @Override
    public void markPrivate(Hash name) {}

    @Override
    public Receipt finish() {
      return Receipt.NOTHING;
    }

    @Override
    public void close() {}
  }
}
