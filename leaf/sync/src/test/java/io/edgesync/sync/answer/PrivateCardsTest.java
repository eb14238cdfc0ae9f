package io.edgesync.sync.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.sync.testing.Peer;
import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who is told of private artifacts, and who can change what is private. */
class PrivateCardsTest extends TextRounds {

  private static final String PUSH = VERSION + "push x " + PC + "\n";
  private static final String PULL = VERSION + "pull x " + PC + "\n";

  @Test
  void privateFilesWithoutTheRightAreDroppedNotPublished() throws Exception {
    String name = Peer.named(9).store.commit(bytes("once")).hex();

    assertThat(lines("push x " + PC + "\nprivate\nfile " + name + " 4\nonce")).containsExactly(
        "error not\\sauthorized\\sto\\ssync\\sprivate\\scontent", "timestamp 0");
    assertThat(peer.store.lookup(new Hash(name)).isHeld()).isFalse();
  }

  @Test
  void onlyANewerClientIsToldThatWhatItNamesIsPrivate() throws Exception {
    Hash secret = peer.store.commitPrivate(bytes("secret"));

    assertThat(lines(PULL + "gimme " + secret + "\n")).contains("igot " + secret + " 1");
    assertThat(lines("pragma client-version 20000 20190101 1\npull x " + PC + "\ngimme " + secret + "\n"))
        .noneMatch(line -> line.contains(secret.hex()));
  }

  @Test
  void theListOfPrivateArtifactsNeedsTheRightAndTheWish() throws Exception {
    Hash secret = peer.store.commitPrivate(bytes("secret"));

    assertThat(lines(PULL)).noneMatch(line -> line.contains(secret.hex()));
    assertThat(lines("pragma send-private\n" + PULL)).noneMatch(line -> line.contains(secret.hex()));
    peer.nobody = "giox";
    assertThat(lines(PULL)).noneMatch(line -> line.contains(secret.hex()));
    assertThat(lines("pragma send-private\n" + PULL)).contains("igot " + secret + " 1");
    assertThat(lines("pragma send-private\n" + PULL + "gimme " + secret + "\n")).containsSubsequence("private",
        "file " + secret + " 6");
  }

  @Test
  void somebodysWordDoesNotMakeAPrivateArtifactPublic() throws Exception {
    Hash secret = peer.store.commitPrivate(bytes("secret"));

    assertThat(lines(PUSH + "igot " + secret + "\n")).contains("gimme " + secret);
    assertThat(lines(PUSH + "file " + secret + " 5\nguess")).contains(
        "error wrong+hash+on+received+artifact:+" + secret);
    assertThat(peer.store.lookup(secret).isPrivate()).isTrue();

    assertThat(lines(PUSH + "file " + secret + " 6\nsecret")).noneMatch(line -> line.startsWith("error"));
    assertThat(peer.store.lookup(secret).isPrivate()).isFalse();
  }

  @Test
  void whatIsPublicBecomesPrivateOnlyByTheWordOfSomebodyWithTheRight() throws Exception {
    Hash open = peer.store.commit(bytes("open"));

    lines(PUSH + "igot " + open + " 1\n");
    assertThat(peer.store.lookup(open).isPrivate()).isFalse();
    peer.nobody = "giox";
    lines(PUSH + "igot " + open + " 1\n");
    assertThat(peer.store.lookup(open).isPrivate()).isTrue();
  }

  @Test
  void aPhantomThatItsHolderKeepsToItselfIsAskedForNoMore() throws Exception {
    Hash wanted = new Hash("a".repeat(64));
    try (ArtifactWriter writer = peer.store.receive(Provenance.local("tester"))) {
      writer.phantom(wanted, false);
      writer.finish();
    }

    assertThat(lines(PUSH)).contains("gimme " + wanted);
    assertThat(lines(PUSH + "igot " + wanted + " 1\n")).noneMatch(line -> line.startsWith("gimme"));
    assertThat(lines(PUSH)).noneMatch(line -> line.startsWith("gimme"));
    peer.nobody = "giox";
    assertThat(lines("pragma send-private\n" + PUSH)).contains("gimme " + wanted);
  }

  @Test
  void whatIsOfferedPrivatelyIsAskedForWhereBothSidesWantIt() throws Exception {
    Hash theirs = new Hash("b".repeat(64));
    String offer = PUSH + "igot " + theirs + " 1\n";

    assertThat(lines(offer)).noneMatch(line -> line.startsWith("gimme"));
    peer.nobody = "giox";
    assertThat(lines(offer)).noneMatch(line -> line.startsWith("gimme"));
    assertThat(lines("pragma send-private\n" + offer)).contains("gimme " + theirs);
    assertThat(peer.store.phantoms(10, true)).isEmpty();
  }

  @Test
  void theAnnouncementsOfWhatCameHaveNothingPrivateInThem() throws Exception {
    peer.nobody = "giox";
    String secret = Peer.named(9).store.commit(bytes("secret")).hex();
    String open = Peer.named(9).store.commit(bytes("open")).hex();
    Set<Hash> announced = new TreeSet<>();
    peer.listener = (asked, names) -> announced.addAll(names);

    lines(PUSH + "private\nfile " + secret + " 6\nsecretfile " + open + " 4\nopen");

    assertThat(peer.store.lookup(new Hash(secret)).isPrivate()).isTrue();
    assertThat(announced).containsExactly(new Hash(open));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
