package io.edgesync.repository.structure;

import static io.edgesync.repository.structure.Cards.DATE;
import static io.edgesync.repository.structure.Cards.HASH;
import static io.edgesync.repository.structure.Cards.HASH2;
import static io.edgesync.repository.structure.Cards.plain;
import static io.edgesync.repository.structure.Cards.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactParserTest {

  @Test
  void aTagsTargetIsOfItsDigits() {
    Hash target = new Hash("a".repeat(40));

    assertThat(new TagChange(TagChange.Kind.ADD, "t", target, null, "A".repeat(40)).target()).isEqualTo(target);
    assertThatThrownBy(() -> new TagChange(TagChange.Kind.ADD, "t", target, null, "b".repeat(40)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TagChange(TagChange.Kind.ADD, "t", target, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TagChange(TagChange.Kind.ADD, "t", null, null, "b".repeat(40)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsACheckinWithEveryCard() {
    byte[] text = sealed(
        "C a\\scomment\\nof\\stwo\\slines",
        "D " + DATE,
        "F a " + HASH,
        "F a\\sb " + HASH2 + " x",
        "F a-b " + HASH + " w old",
        "F link " + HASH + " l",
        "N text/plain",
        "P " + HASH + " " + HASH2,
        "Q +" + HASH,
        "Q -" + HASH2 + " " + HASH,
        "R " + "0".repeat(32),
        "T *branch * side",
        "T *sym-side *",
        "T +closed " + HASH,
        "U some\\suser");

    Manifest manifest = (Manifest) ArtifactParser.parse(text).orElseThrow();

    assertThat(manifest.comment()).isEqualTo("a comment\nof two lines");
    assertThat(manifest.user()).isEqualTo("some user");
    assertThat(manifest.julianDay()).isEqualTo(2461365.210271354299);
    FileList files = manifest.files();
    assertThat(files.size()).isEqualTo(4);
    assertThat(files.name(1)).isEqualTo("a b");
    assertThat(files.hash(1)).isEqualTo(new Hash(HASH2));
    assertThat(files.permission(1)).isEqualTo(FilePermission.EXECUTABLE);
    assertThat(files.oldName(2)).isEqualTo("old");
    assertThat(files.permission(2)).isEqualTo(FilePermission.REGULAR);
    assertThat(files.permission(3)).isEqualTo(FilePermission.SYMLINK);
    assertThat(files.find("a-b")).isEqualTo(2);
    assertThat(files.find("nothing")).isEqualTo(-1);
    assertThat(manifest.parents()).containsExactly(new Hash(HASH), new Hash(HASH2));
    assertThat(manifest.cherryPicks())
        .containsExactly(
            new Manifest.CherryPick(false, new Hash(HASH), null),
            new Manifest.CherryPick(true, new Hash(HASH2), new Hash(HASH)));
    assertThat(manifest.tags())
        .containsExactly(
            new TagChange(TagChange.Kind.PROPAGATE, "branch", null, "side"),
            new TagChange(TagChange.Kind.PROPAGATE, "sym-side", null, null),
            new TagChange(TagChange.Kind.ADD, "closed", new Hash(HASH), null));
  }

  @Test
  void readsADeltaManifestWithDeletions() {
    Manifest manifest = (Manifest) ArtifactParser
        .parse(sealed("B " + HASH, "C x", "D " + DATE, "F deleted", "F kept " + HASH2, "U u")).orElseThrow();

    assertThat(manifest.isDelta()).isTrue();
    assertThat(manifest.files().hash(0)).isNull();
    assertThat(manifest.files().hash(1)).isEqualTo(new Hash(HASH2));
  }

  @Test
  void readsEveryOtherKind() {
    assertThat(ArtifactParser.parse(sealed("M " + HASH, "M " + HASH2)).orElseThrow())
        .isEqualTo(new ClusterArtifact(List.of(new Hash(HASH), new Hash(HASH2))));
    assertThat(ArtifactParser.parse(sealed("D " + DATE, "T +sym-x " + HASH, "U u")).orElseThrow())
        .isInstanceOf(ControlArtifact.class);
    assertThat(
        ((WikiPage) ArtifactParser.parse(sealed("D " + DATE, "L A\\sPage", "U u", "W 5", "te\nxt")).orElseThrow())
            .text())
        .isEqualTo("te\nxt");
    assertThat(
        ArtifactParser.parse(sealed("D " + DATE, "J +a one", "J title a\\stitle", "K " + HASH, "U u")).orElseThrow())
        .isInstanceOf(TicketChange.class);
    Attachment attachment = (Attachment) ArtifactParser
        .parse(sealed("A dir/file.txt Page " + HASH2, "D " + DATE, "U u")).orElseThrow();
    assertThat(attachment.filename()).isEqualTo("file.txt");
    assertThat(ArtifactParser.parse(sealed("C c", "D " + DATE, "E 2026-11-20T17:00:00 " + HASH, "U u", "W 0", ""))
        .orElseThrow())
        .isInstanceOf(Technote.class);
    assertThat(ArtifactParser.parse(sealed("D " + DATE, "H title", "U u", "W 2", "hi")).orElseThrow())
        .isInstanceOf(ForumPost.class);
  }

  @Test
  void aControlArtifactWithACommentIsACheckin() {
    assertThat(ArtifactParser.parse(sealed("C c", "D " + DATE, "T +x " + HASH, "U u")).orElseThrow())
        .isInstanceOf(Manifest.class);
  }

  @Test
  void readsInsideAClearSignature() {
    String inner = new String(sealed("C c", "D " + DATE, "U u"), StandardCharsets.UTF_8);
    String signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\n" + inner
        + "-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----\n";

    assertThat(ArtifactParser.parse(signed.getBytes(StandardCharsets.UTF_8))).containsInstanceOf(Manifest.class);
  }

  @Test
  void skipsNamesThatFossilKeepsForItself() {
    Manifest manifest = (Manifest) ArtifactParser.parse(
        sealed("C c", "D " + DATE, "F _FOSSIL_ " + HASH, "F a " + HASH, "F sub/.fslckout-wal " + HASH, "U u"))
        .orElseThrow();

    assertThat(manifest.files().size()).isEqualTo(1);
  }

  @Test
  void namesTheReason() {
    assertThatThrownBy(() -> ArtifactParser.explain(sealed("D " + DATE, "C c", "U u")))
        .hasMessage("cards not in lexicographical order");
    assertThatThrownBy(() -> ArtifactParser.explain(plain("C c", "D " + DATE, "U u", "Z " + "0".repeat(32))))
        .hasMessageStartingWith("incorrect Z-card checksum");
    assertThatThrownBy(() -> ArtifactParser.explain(new byte[0])).hasMessage("zero-length");
  }
}
