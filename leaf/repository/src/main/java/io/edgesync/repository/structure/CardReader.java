package io.edgesync.repository.structure;

import static java.util.Objects.requireNonNull;

import io.edgesync.repository.structure.Manifest.CherryPick;
import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one artifact card by card, then decides of which kind it is. Used once. */
final class CardReader {

  private final CardScanner scanner;
  private final CardArguments arguments;
  private final FileListReader files;
  private final TagReader tags = new TagReader();
  private int seen;
  private @Nullable ArtifactKind kind;

  private @Nullable String attachmentName;
  private String attachmentTarget = "";
  private @Nullable String attachmentSource;
  private @Nullable Hash baseline;
  private @Nullable String comment;
  private double julianDay;
  private double eventJulianDay;
  private @Nullable String technoteId;
  private @Nullable Hash root;
  private @Nullable String threadTitle;
  private @Nullable Hash inReplyTo;
  private final List<TicketChange.Field> fields = new ArrayList<>(0);
  private byte @Nullable [] lastField;
  private @Nullable String ticket;
  private @Nullable String wikiTitle;
  private final List<Hash> members = new ArrayList<>(0);
  private byte[] lastMember = new byte[0];
  private @Nullable String mimetype;
  private final List<Hash> parents = new ArrayList<>(2);
  private final List<CherryPick> cherryPicks = new ArrayList<>(0);
  private @Nullable String repositoryChecksum;
  private @Nullable String user;
  private @Nullable String text;

  CardReader(byte[] content, int from, int to) {
    this.scanner = new CardScanner(content, from, to);
    this.arguments = new CardArguments(scanner);
    this.files = new FileListReader(scanner);
  }

  Artifact read() throws MalformedArtifactException {
    int previous = 0;
    int letter;
    while ((letter = scanner.nextCard()) != 0) {
      if (letter < 'A' || letter > 'Z') {
        throw refuse("bad card type");
      }
      // Old technotes have their N after P, because of a fault in the program that wrote them.
      if (letter < previous && !(letter == 'N' && previous == 'P' && technoteId != null)) {
        throw refuse("cards not in lexicographical order");
      }
      seen |= ArtifactKind.bit(letter);
      previous = letter;
      card(letter);
    }
    if (scanner.position < scanner.end) {
      throw refuse("extra characters at end of card");
    }
    return finish();
  }

  private void card(int letter) throws MalformedArtifactException {
    switch (letter) {
      case 'A' -> attachment();
      case 'B' -> {
        once(baseline == null, 'B');
        baseline = arguments.hash("B-card");
        kind = ArtifactKind.MANIFEST;
      }
      case 'C' -> {
        once(comment == null, 'C');
        comment = arguments.text("C-card");
      }
      case 'D' -> {
        once(julianDay == 0, 'D');
        julianDay = arguments.date("D-card");
      }
      case 'E' -> {
        once(eventJulianDay == 0, 'E');
        eventJulianDay = arguments.date("E-card");
        technoteId = scanner.digits(arguments.hash("E-card"));
        kind = ArtifactKind.TECHNOTE;
      }
      case 'F' -> {
        if (files.card(baseline != null)) {
          kind = ArtifactKind.MANIFEST;
        }
      }
      case 'G' -> {
        once(root == null, 'G');
        root = arguments.hash("G-card");
        kind = ArtifactKind.FORUM;
      }
      case 'H' -> {
        once(threadTitle == null, 'H');
        threadTitle = arguments.text("H-card");
        kind = ArtifactKind.FORUM;
      }
      case 'I' -> {
        once(inReplyTo == null, 'I');
        inReplyTo = arguments.hash("I-card");
        kind = ArtifactKind.FORUM;
      }
      case 'J' -> field();
      case 'K' -> {
        once(ticket == null, 'K');
        ticket = arguments.digits("K-card", 40);
        kind = ArtifactKind.TICKET;
      }
      case 'L' -> {
        once(wikiTitle == null, 'L');
        wikiTitle = arguments.text("L-card");
        if (!WikiPage.isTitle(wikiTitle)) {
          throw refuse("L-card has malformed wiki name");
        }
        kind = ArtifactKind.WIKI;
      }
      case 'M' -> member();
      case 'N' -> {
        once(mimetype == null, 'N');
        mimetype = arguments.text("N-card");
      }
      case 'P' -> {
        while (scanner.next()) {
          Hash parent = scanner.hash(0);
          if (parent == null) {
            throw refuse("invalid hash on P-card");
          }
          parents.add(parent);
        }
      }
      case 'Q' -> cherryPick();
      case 'R' -> {
        once(repositoryChecksum == null, 'R');
        repositoryChecksum = arguments.digits("R-card", 32);
        kind = ArtifactKind.MANIFEST;
      }
      case 'T' -> tags.card(scanner);
      case 'U' -> {
        once(user == null, 'U');
        user = scanner.next() && scanner.length() > 0 ? scanner.decoded() : "anonymous";
      }
      case 'W' -> {
        arguments.requireSize("W-card");
        once(text == null, 'W');
        text = arguments.sizedText("W-card");
      }
      case 'Z' -> arguments.digits("Z-card", 32);
      default -> throw refuse("unrecognized card");
    }
  }

  private void attachment() throws MalformedArtifactException {
    once(attachmentName == null, 'A');
    String name = arguments.text("A-card");
    byte[] path = TextBytes.encode(name);
    if (!FileNames.isSimplePath(path, 0, path.length)) {
      throw refuse("invalid filename on A-card");
    }
    attachmentName = name.substring(name.lastIndexOf('/') + 1);
    attachmentTarget = arguments.text("A-card");
    if (!CardScanner.isHash(scanner.text, scanner.start, scanner.stop)
        && !WikiPage.isTitle(attachmentTarget)) {
      throw refuse("invalid target on A-card");
    }
    if (scanner.next()) {
      if (scanner.hash(0) == null) {
        throw refuse("invalid source on A-card");
      }
      attachmentSource = scanner.raw();
    }
    kind = ArtifactKind.ATTACHMENT;
  }

  private void field() throws MalformedArtifactException {
    if (!scanner.next()) {
      throw refuse("name missing from J-card");
    }
    byte[] name = Arrays.copyOfRange(scanner.text, scanner.start, scanner.stop);
    if (lastField != null && Arrays.compareUnsigned(lastField, name) >= 0) {
      throw refuse("incorrect J-card sort order");
    }
    lastField = name;
    String value = scanner.next() ? scanner.decoded() : "";
    fields.add(new TicketChange.Field(TextBytes.decode(name), value));
    kind = ArtifactKind.TICKET;
  }

  private void member() throws MalformedArtifactException {
    Hash member = arguments.hash("M-card");
    byte[] digits = Arrays.copyOfRange(scanner.text, scanner.start, scanner.stop);
    if (Arrays.compareUnsigned(lastMember, digits) >= 0) {
      throw refuse("M-card in the wrong order");
    }
    lastMember = digits;
    members.add(member);
    kind = ArtifactKind.CLUSTER;
  }

  private void cherryPick() throws MalformedArtifactException {
    if (!scanner.next()) {
      throw refuse("missing hash on Q-card");
    }
    int sign = scanner.length() > 0 ? scanner.text[scanner.start] : 0;
    if (sign != '+' && sign != '-') {
      throw refuse("Q-card does not begin with '+' or '-'");
    }
    Hash target = scanner.hash(1);
    if (target == null) {
      throw refuse("invalid hash on Q-card");
    }
    Hash base = null;
    if (scanner.next()) {
      base = scanner.hash(0);
      if (base == null) {
        throw refuse("invalid second hash on Q-card");
      }
    }
    cherryPicks.add(new CherryPick(sign == '-', target, base));
    kind = ArtifactKind.MANIFEST;
  }

  private Artifact finish() throws MalformedArtifactException {
    ArtifactKind decided = kind != null
        ? kind
        : comment != null || files.size() > 0 || !parents.isEmpty()
            ? ArtifactKind.MANIFEST
            : ArtifactKind.CONTROL;
    decided.check(seen);
    return switch (decided) {
      case MANIFEST ->
        new Manifest(
            baseline, comment, julianDay, files.finish(), mimetype, parents, cherryPicks,
            repositoryChecksum, tags.all(), user);
      case CLUSTER -> new ClusterArtifact(members);
      case CONTROL -> {
        if (tags.selfCount() > 0) {
          throw refuse("self-referential T-card in control artifact");
        }
        yield new ControlArtifact(julianDay, tags.all(), requireNonNull(user));
      }
      case WIKI ->
        new WikiPage(
            comment, julianDay, requireNonNull(wikiTitle), mimetype, parents,
            requireNonNull(user), requireNonNull(text));
      case TICKET ->
        new TicketChange(julianDay, fields, requireNonNull(ticket), requireNonNull(user));
      case ATTACHMENT ->
        new Attachment(
            requireNonNull(attachmentName), attachmentTarget, attachmentSource, comment,
            julianDay, mimetype, user);
      case TECHNOTE -> technote();
      case FORUM -> forumPost();
    };
  }

  private Technote technote() throws MalformedArtifactException {
    if (tags.all().size() != tags.selfCount()) {
      throw refuse("non-self-referential T-card in technote");
    }
    if (tags.all().size() != tags.addCount()) {
      throw refuse("T-card with '*' or '-' in technote");
    }
    return new Technote(
        comment, julianDay, eventJulianDay, requireNonNull(technoteId), mimetype, parents,
        tags.all(), user, requireNonNull(text));
  }

  private ForumPost forumPost() throws MalformedArtifactException {
    if (threadTitle != null && inReplyTo != null) {
      throw refuse("cannot have I-card and H-card in a forum post");
    }
    if (parents.size() > 1) {
      throw refuse("too many arguments to P-card");
    }
    return new ForumPost(
        julianDay, root, threadTitle, inReplyTo, mimetype,
        parents.isEmpty() ? null : parents.getFirst(), requireNonNull(user), requireNonNull(text));
  }

  private static void once(boolean first, char letter) throws MalformedArtifactException {
    if (!first) {
      throw refuse("more than one " + letter + "-card");
    }
  }

  private static MalformedArtifactException refuse(String reason) {
    return new MalformedArtifactException(reason);
  }
}
