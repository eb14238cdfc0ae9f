package io.edgesync.repository.structure;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.card.FossilText;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes what was read of an artifact as an artifact again, so that reading may be tested against writing. */
final class ArtifactText {

  private final StringBuilder out = new StringBuilder();

  private ArtifactText() {}

  static byte[] of(Artifact artifact) {
    ArtifactText text = new ArtifactText();
    text.cards(artifact);
    String body = text.out.toString();
    return TextBytes.encode(body + "Z " + Cards.md5(TextBytes.encode(body)) + "\n");
  }

  private void cards(Artifact artifact) {
    switch (artifact) {
      case Manifest manifest -> {
        card('B', manifest.baseline());
        text('C', manifest.comment());
        date(manifest.julianDay());
        files(manifest.files());
        text('N', manifest.mimetype());
        parents(manifest.parents());
        for (Manifest.CherryPick pick : manifest.cherryPicks()) {
          line("Q " + (pick.backedOut() ? "-" : "+") + pick.target() + (pick.base() == null ? "" : " " + pick.base()));
        }
        card('R', manifest.repositoryChecksum());
        tags(manifest.tags());
        user(manifest.user());
      }
      case ClusterArtifact cluster -> {
        TreeSet<String> members = new TreeSet<>();
        cluster.members().forEach(member -> members.add(member.hex()));
        members.forEach(member -> line("M " + member));
      }
      case ControlArtifact control -> {
        date(control.julianDay());
        tags(control.tags());
        user(control.user());
      }
      case WikiPage page -> {
        text('C', page.comment());
        date(page.julianDay());
        text('L', page.title());
        text('N', page.mimetype());
        parents(page.parents());
        user(page.user());
        wiki(page.text());
      }
      case TicketChange change -> {
        date(change.julianDay());
        change.fields().forEach(field -> line("J " + field.name() + " " + FossilText.escape(field.value())));
        line("K " + change.ticket());
        user(change.user());
      }
      case Attachment attachment -> {
        line("A " + FossilText.escape(attachment.filename()) + " " + FossilText.escape(attachment.target())
            + (attachment.source() == null ? "" : " " + attachment.source()));
        text('C', attachment.comment());
        date(attachment.julianDay());
        text('N', attachment.mimetype());
        user(attachment.user());
      }
      case Technote note -> {
        text('C', note.comment());
        date(note.julianDay());
        line("E " + note.eventJulianDay() + " " + note.id());
        text('N', note.mimetype());
        parents(note.parents());
        tags(note.tags());
        user(note.user());
        wiki(note.text());
      }
      case ForumPost post -> {
        date(post.julianDay());
        card('G', post.root());
        text('H', post.title());
        card('I', post.inReplyTo());
        text('N', post.mimetype());
        Hash parent = post.previous();
        parents(parent == null ? List.of() : List.of(parent));
        user(post.user());
        wiki(post.text());
      }
    }
  }

  private void line(String line) {
    out.append(line).append('\n');
  }

  private void card(char letter, @Nullable Object value) {
    if (value != null) {
      line(letter + " " + value);
    }
  }

  private void text(char letter, @Nullable String text) {
    card(letter, text == null ? null : FossilText.escape(text));
  }

  /** An empty login would be read as the anonymous one. */
  private void user(@Nullable String user) {
    card('U', user == null ? null : user.isEmpty() ? "\\0" : FossilText.escape(user));
  }

  /** Days as a number: SQLite's calendar and that of java.time part before the year 0. */
  private void date(double julianDay) {
    line("D " + julianDay);
  }

  private void wiki(String text) {
    line("W " + TextBytes.encode(text).length);
    line(text);
  }

  private void parents(List<Hash> parents) {
    if (!parents.isEmpty()) {
      out.append('P');
      parents.forEach(parent -> out.append(' ').append(parent));
      out.append('\n');
    }
  }

  /** Hashes that were upper-case are lower-case now: their order may be another one, and two may be the same. */
  private void tags(List<TagChange> tags) {
    TreeMap<String, String> sorted = new TreeMap<>();
    for (TagChange tag : tags) {
      String value = tag.value();
      sorted.put(HexFormat.of().formatHex(TextBytes.encode(tag.signedName())) + " "
          + (tag.target() == null ? "" : tag.target()),
          "T " + FossilText.escape(tag.signedName()) + " " + (tag.target() == null ? "*" : tag.target())
              + (value == null ? "" : " " + FossilText.escape(value)));
    }
    sorted.values().forEach(this::line);
  }

  private void files(FileList files) {
    for (int i = 0; i < files.size(); i++) {
      Hash hash = files.hash(i);
      String old = files.oldName(i);
      line("F " + FossilText.escape(files.name(i)) + (hash == null ? "" : " " + hash)
          + (hash == null || files.mperm(i) == 0 && old == null ? "" : " " + List.of("w", "x", "l").get(files.mperm(i)))
          + (hash == null || old == null ? "" : " " + FossilText.escape(old)));
    }
  }
}
