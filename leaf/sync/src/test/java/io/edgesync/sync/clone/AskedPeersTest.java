package io.edgesync.sync.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.round.Transport;
import java.util.List;
import org.junit.jupiter.api.Test;

class AskedPeersTest {

  private final Transport only = Peer.named(1).transport();
  private final AskedPeers peers = new AskedPeers(
      but -> but.contains(only.peerName()) ? List.of() : List.of(only), CloneListener.SILENT);

  @Test
  void whoWasSilentTwiceIsAskedAgainOnlyWhereArtifactsCameSince() throws InterruptedException {
    peers.find();
    peers.silent(only.peerName());
    assertThat(peers.find()).as("nobody else is left").hasSize(1);
    peers.silent(only.peerName());
    assertThat(peers.find()).isEmpty();

    peers.forgiveSilence();

    assertThat(peers.find()).hasSize(1);
  }

  @Test
  void whoIsBarredForAnotherReasonIsNeverAskedAgain() throws InterruptedException {
    peers.find();
    peers.silent(only.peerName());
    peers.find();
    peers.bar(only.peerName());

    peers.forgiveSilence();

    assertThat(peers.find()).isEmpty();
  }
}
