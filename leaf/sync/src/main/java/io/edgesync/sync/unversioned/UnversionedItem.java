package io.edgesync.sync.unversioned;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.unversioned.UnversionedFile;
import io.edgesync.repository.unversioned.UnversionedFiles;
import io.edgesync.sync.send.Later;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.HashAlgorithm;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.ErrorCard;
import io.edgesync.xfer.card.MessageCard;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.card.UvFileCard;
import io.edgesync.xfer.card.UvIgotCard;
import io.edgesync.xfer.content.Content;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One unversioned file on its way out, in the form that it has when the message comes to it. Source: {@code send_unversioned_file()}. */
public final class UnversionedItem implements Later {

  /** Flags of {@code uvfile}. */
  public static final int DELETED = 1;
  public static final int LEFT_OUT = 4;
  /** For a file that was removed. */
  public static final String NO_HASH = "-";
  private static final String REFUSED = "edgesync-uv-refused";

  /** Which side speaks: it decides what is said in place of a file that the message has no room for. */
  public enum Side {
    /** The catalogue's line, so that the asker asks again. */
    ANSWERING,
    /** Nothing: servers know no such line, and the session sends the file in its next request. */
    ASKING
  }

  private final UnversionedFiles files;
  private final String name;
  private final Side side;
  private final boolean isTimeOnly;
  private final boolean knowsSha3;
  private @Nullable UnversionedFile said;
  private boolean isLeftOut;

  public UnversionedItem(UnversionedFiles files, String name, Side side, boolean isTimeOnly, boolean knowsSha3) {
    this.files = files;
    this.name = name;
    this.side = side;
    this.isTimeOnly = isTimeOnly;
    this.knowsSha3 = knowsSha3;
  }

  /** What {@code uvfile} and {@code uvigot} say as a hash, null where they say that the file was removed. */
  public static @Nullable Hash hash(String said) {
    return said.equals(NO_HASH) ? null : new Hash(said);
  }

  /** Tells who sent a file that it was not taken: {@code pragma edgesync-uv-refused NAME}. Others ignore it. */
  public static PragmaCard refused(String name) {
    return new PragmaCard(REFUSED, List.of(name));
  }

  /** The name in a {@link #refused} card. */
  static Optional<String> refused(PragmaCard card) {
    return card.name().equals(REFUSED) ? card.arguments().stream().findFirst() : Optional.empty();
  }

  /** The catalogue's line for a file. */
  public static UvIgotCard igot(UnversionedFile file) {
    Hash hash = file.hash();
    return new UvIgotCard(file.name(), file.mtime().getEpochSecond(), hash == null ? NO_HASH : hash.hex(),
        hash == null ? 0 : file.sizeBytes());
  }

  @Override
  public List<Card> cards(Room room) throws IOException {
    UnversionedFile file = files.find(name).orElse(null);
    if (said != null && !said.equals(file)) {
      throw new IOException("unversioned file " + name + ": changed while the message was on its way");
    }
    if (file == null) {
      return List.of();
    }
    said = file;
    Hash hash = file.hash();
    if (hash == null) {
      return List.of(new UvFileCard(name, file.mtime().getEpochSecond(), NO_HASH, 0, DELETED, Content.empty()));
    }
    if (!knowsSha3 && hash.algorithm() == HashAlgorithm.SHA3_256) {
      return List.of(new ErrorCard("Fossil version 2.0 or later required."));
    }
    if (room.isFull() && side == Side.ANSWERING) {
      return List.of(igot(file));
    }
    if (isTimeOnly) {
      return List.of(new UvFileCard(name, file.mtime().getEpochSecond(), hash.hex(), file.sizeBytes(), LEFT_OUT,
          Content.empty()));
    }
    return whole(file, hash, room);
  }

  private List<Card> whole(UnversionedFile file, Hash hash, Room room) {
    Optional<Content> content;
    try {
      content = files.load(name);
    } catch (RepositoryException.TooLarge e) {
      return tooLarge(e.sizeBytes(), e.limitBytes());
    }
    if (content.isEmpty()) {
      return List.of();
    }
    UvFileCard card = new UvFileCard(name, file.mtime().getEpochSecond(), hash.hex(), content.get().size(), 0,
        content.get());
    if (room.fits(card)) {
      return List.of(card);
    }
    card.close();
    return room.neverFits(card) || side == Side.ASKING
        ? tooLarge(content.get().size(), room.bytesHardMax())
        : List.of(igot(file));
  }

  String name() {
    return name;
  }

  /** Whether nothing could be said of the file, because it is too large for the message, or to be read here. */
  boolean isLeftOut() {
    return isLeftOut;
  }

  private List<Card> tooLarge(long sizeBytes, long limitBytes) {
    isLeftOut = true;
    // A server calls what a client says to it an unknown card.
    return side == Side.ASKING ? List.of() : List.of(new MessageCard(tooLarge(name, sizeBytes, limitBytes)));
  }

  /** For a person, on either side. */
  public static String tooLarge(String name, long sizeBytes, long limitBytes) {
    return "unversioned file " + name + ": " + sizeBytes + " bytes exceed the limit of " + limitBytes + " bytes";
  }
}
