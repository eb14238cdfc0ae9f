package io.edgesync.repository.structure;

import io.edgesync.xfer.card.FossilText;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes the text of a structural artifact, card by card, in the order of their letters. Arguments are escaped as Fossil's {@code %F}
 * does; text whose bytes are not valid UTF-8 ({@link TextBytes}) is written as these bytes. Used once.
 */
public final class CardWriter {

  /** By the bytes of their text, the order of F-, J- and T-cards. */
  public static final Comparator<String> BYTE_ORDER = (a, b) -> Arrays.compareUnsigned(TextBytes.encode(a),
      TextBytes.encode(b));

  /** All {@code *} tags, then {@code +}, then {@code -}; one tag's own target before others. */
  public static final Comparator<TagChange> TAG_ORDER = Comparator.comparing(TagChange::signedName, BYTE_ORDER)
      .thenComparing(CardWriter::target);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
  private char last = 'A';

  /** Appends a card. */
  public CardWriter card(char letter, String... arguments) {
    if (letter < last) {
      throw new IllegalStateException(letter + "-card after a " + last + "-card");
    }
    last = letter;
    out.write(letter);
    for (String argument : arguments) {
      out.write(' ');
      out.writeBytes(TextBytes.encode(FossilText.escape(argument)));
    }
    out.write('\n');
    return this;
  }

  /** Appends a card unless it has no argument. */
  public CardWriter optional(char letter, @Nullable String argument) {
    return argument == null ? this : card(letter, argument);
  }

  /** Appends T-cards, sorted; an empty value is none. */
  public CardWriter tags(Collection<TagChange> tags) {
    tags.stream().sorted(TAG_ORDER).forEach(tag -> {
      String value = tag.value();
      if (value == null || value.isEmpty()) {
        card('T', tag.signedName(), target(tag));
      } else {
        card('T', tag.signedName(), target(tag), value);
      }
    });
    return this;
  }

  private static String target(TagChange tag) {
    return tag.target() == null ? "*" : tag.target().hex();
  }

  /** Appends the W-card: the count of bytes, then the text as it is. */
  public CardWriter text(String text) {
    byte[] bytes = TextBytes.encode(text);
    card('W', Integer.toString(bytes.length));
    out.writeBytes(bytes);
    out.write('\n');
    return this;
  }

  /** Appends the Z-card; the artifact's bytes. */
  public byte[] finish() {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(out.toByteArray());
      card('Z', HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
    return out.toByteArray();
  }
}
