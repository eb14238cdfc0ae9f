package io.edgesync.sync.reconcile;

import io.edgesync.xfer.card.PragmaCard;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a reconciliation one body carries: {@code pragma edgesync-set DIGEST COUNT [SALT]}, the fingerprint of the speaker's set, and any
 * number of {@code pragma edgesync-ranges DATA}, which joined are one {@link RangeMessage} in the alphabet of base64url. Reads them as they come.
 */
public final class RangeCards {

  private static final String SET = "edgesync-set";
  private static final String RANGES = "edgesync-ranges";
  /** Of one line, below what card readers take; a multiple of 4. */
  private static final int LINE_CHARACTERS = 48_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable Whole whole;

  /**
   * The speaker's set.
   *
   * @param salt what the asking side wants ids to be made with
   */
  record Whole(String digest, long salt) {}

  static PragmaCard set(String digest, int count, long salt) {
    return new PragmaCard(SET, salt == 0
        ? List.of(digest, Integer.toString(count))
        : List.of(digest, Integer.toString(count), Long.toHexString(salt)));
  }

  static List<PragmaCard> ranges(RangeMessage message) {
    List<PragmaCard> cards = new ArrayList<>();
    if (!message.isEmpty()) {
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(message.encode());
      for (int from = 0; from < text.length(); from += LINE_CHARACTERS) {
        cards.add(
            new PragmaCard(RANGES, List.of(text.substring(from, Math.min(text.length(), from + LINE_CHARACTERS)))));
      }
    }
    return cards;
  }

  /** Whether a pragma is one of these. */
  public static boolean isOne(PragmaCard card) {
    return card.name().equals(SET) || card.name().equals(RANGES);
  }

  /** @throws ReconcileException where it is malformed, or they are too long together */
  public void read(PragmaCard card) throws ReconcileException {
    List<String> arguments = card.arguments();
    if (card.name().equals(SET)) {
      if (arguments.size() < 2 || !arguments.getFirst().matches("[0-9a-f]{32}")
          || (arguments.size() > 2 && !arguments.get(2).matches("[0-9a-f]{1,16}"))) {
        throw new ReconcileException(
            "expected a digest of 32 digits, a count and perhaps a salt, got " + card.arguments());
      }
      whole = new Whole(arguments.getFirst(),
          arguments.size() > 2 ? Long.parseUnsignedLong(arguments.get(2), 16) : 0);
      return;
    }
    try {
      byte[] more = Base64.getUrlDecoder().decode(arguments.isEmpty() ? "" : arguments.getFirst());
      if (bytes.size() + more.length > RangeMessage.BYTES_MAX) {
        throw new ReconcileException("expected at most " + RangeMessage.BYTES_MAX + " bytes");
      }
      bytes.writeBytes(more);
    } catch (IllegalArgumentException e) {
      throw new ReconcileException("expected base64url: " + e.getMessage());
    }
  }

  public boolean isEmpty() {
    return whole == null && bytes.size() == 0;
  }

  @Nullable
  Whole whole() {
    return whole;
  }

  /** Empty where nothing was said about ranges. */
  RangeMessage message() throws ReconcileException {
    return bytes.size() == 0 ? RangeMessage.EMPTY : RangeMessage.parse(bytes.toByteArray());
  }
}
