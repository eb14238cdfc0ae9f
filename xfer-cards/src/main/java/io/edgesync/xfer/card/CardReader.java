package io.edgesync.xfer.card;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads cards from the uncompressed text of a body, one at a time.
 *
 * <pre>
 * text    = *line
 * line    = "#" comment LF | token *(space token) LF [payload]     at most 6 tokens count, the last LF may be missing
 * space   = 1*( " " | TAB | LF | VT | FF | CR )
 * payload = SIZE bytes as they are; after config one byte that is skipped, after cfile a LF unless the last byte was one,
 *           after file and uvfile nothing at all; cut where the text ends
 * </pre>
 *
 * <p>A line of the wrong shape is an {@link UnknownCard}, a blank one too: the answering side answers it with
 * {@code bad command}, the asking side ignores the blank. After a bad {@code file}, {@code cfile} or {@code uvfile} line nobody
 * can know where the next card starts: that is a {@link ProtocolException}. Nothing is allocated before it is within the limits
 * and charged to the budget. Not thread-safe. Source: {@code src/blob.c, blob_line()} and {@code blob_tokenize()};
 * {@code src/xfer.c, page_xfer()} and {@code client_sync()}.
 */
public final class CardReader implements CardSource.Cards {

  private static final int TOKENS_MAX = 6;
  private static final int UNKNOWN_CHARACTERS_MAX = 1000;

  private final CardInput in;
  private final CardLimits limits;
  private final MemoryBudget budget;
  private final @Nullable Aside aside;
  private final int[] start = new int[TOKENS_MAX];
  private final int[] end = new int[TOKENS_MAX];
  private int tokens;

  /** Reads to the end of {@code in}, which {@link #close()} closes. */
  public CardReader(InputStream in, CardLimits limits, MemoryBudget budget) {
    this(in, limits, budget, -1);
  }

  /**
   * As the other constructor, for a text whose length is certain, so that payloads are allocated once in their size.
   *
   * @param textBytes length of the whole text, or -1
   */
  public CardReader(InputStream in, CardLimits limits, MemoryBudget budget, long textBytes) {
    this(in, limits, budget, textBytes, null);
  }

  /**
   * As the first constructor, for a text that comes as slowly as its sender likes.
   *
   * @param aside where large payloads wait until they are whole, and claim memory only then
   */
  public CardReader(InputStream in, CardLimits limits, MemoryBudget budget, Aside aside) {
    this(in, limits, budget, -1, aside);
  }

  /** Reads a message that is in memory: no payload is longer than that, nor does any charge more for its other form, whatever a line says. */
  public static CardReader ofMessage(byte[] text, CardLimits limits, MemoryBudget budget) {
    long bytesMax = Math.clamp(text.length, 1L, limits.payloadBytesMax());
    return new CardReader(new ByteArrayInputStream(text), limits.withPayloadBytesMax(bytesMax), budget, text.length);
  }

  private CardReader(InputStream in, CardLimits limits, MemoryBudget budget, long textBytes, @Nullable Aside aside) {
    this.in = new CardInput(in, limits.lineBytesMax(), limits.bodyBytesMax(), textBytes);
    this.limits = limits;
    this.budget = budget;
    this.aside = aside;
  }

  /**
   * @throws ProtocolException     after which the text cannot be read on
   * @throws BodyTooLargeException when the text exceeds the limit of a body
   * @throws StarvedException      when the memory budget stayed spent
   */
  @Override
  public @Nullable Card next() throws IOException, InterruptedException {
    if (!in.nextLine()) {
      return null;
    }
    if (in.lineCut) {
      return unknown();
    }
    if (in.lineEnd > in.lineStart && in.line[in.lineStart] == '#') {
      return new CommentCard(text(in.lineStart + 1, in.lineEnd));
    }
    tokenize();
    Card card = tokens == 0 ? null : parse(token(0));
    return card != null ? card : unknown();
  }

  /** Closes the stream; that it may not close well changes nothing about what was read. */
  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // Nothing was to be written.
    }
  }

  /** The card that this line says, or null when it has the wrong shape for its first word, or an unknown one. */
  private @Nullable Card parse(String word) throws IOException, InterruptedException {
    return switch (word) {
      case "igot" -> tokens >= 2 && isHash(1) ? new IgotCard(hash(1), tokens >= 3 && token(2).equals("1")) : null;
      case "gimme" -> tokens == 2 && isHash(1) ? new GimmeCard(hash(1)) : null;
      case "file" -> file();
      case "cfile" -> cfile();
      case "uvfile" -> uvfile();
      case "private" -> new PrivateCard();
      case "login" -> tokens == 4 ? new LoginCard(FossilText.unescape(token(1)), token(2), token(3)) : null;
      case "pull" -> tokens == 3 && isHash(2) ? new PullCard(token(1), token(2)) : null;
      case "push" -> tokens == 3 && isHash(2) ? new PushCard(token(1), token(2)) : null;
      case "clone" -> cloneCard();
      case "clone_seqno" -> tokens == 2 && integer(1) >= 0 ? new CloneSeqnoCard(integer(1)) : null;
      case "uvigot" -> uvigot();
      case "uvgimme" -> {
        String name = tokens == 2 ? pathname(1) : null;
        yield name != null ? new UvGimmeCard(name) : null;
      }
      case "cookie" -> tokens == 2 ? new CookieCard(token(1)) : null;
      case "reqconfig" -> tokens == 2 ? new ReqconfigCard(token(1)) : null;
      case "config" -> config();
      case "pragma" -> tokens >= 2 ? pragma() : null;
      case "message" -> tokens == 2 ? new MessageCard(FossilText.unescape(token(1))) : null;
      case "error" -> tokens == 2 ? new ErrorCard(FossilText.unescape(token(1))) : null;
      case "schema", "xrow", "xdelete" -> table();
      default -> null;
    };
  }

  /** Go EdgeSync's synchronised tables, which nobody else has: read past with its payload, so that what follows is understood. */
  private @Nullable Card table() throws IOException {
    int size = tokens == (token(0).equals("schema") ? 6 : 5) ? integer(tokens - 1) : -1;
    if (size < 0) {
      return null;
    }
    Card card = unknown();
    if (in.skip(size) != '\n') {
      in.skipNewline();
    }
    return card;
  }

  private Card file() throws IOException, InterruptedException {
    int size = tokens == 3 || tokens == 4 ? integer(tokens - 1) : -1;
    if (size < 0 || !isHash(1) || (tokens == 4 && !isHash(2))) {
      throw new ProtocolException("file", "malformed file line");
    }
    Hash name = hash(1);
    Hash source = tokens == 4 ? hash(2) : null;
    MemoryBudget.Charge charge = charge("file", size, size);
    if (charge == null) {
      in.skip(size);
      return new OversizeCard("file", name.hex(), size, payloadBytesMax());
    }
    return new FileCard(name, source, payload(size, charge));
  }

  private Card cfile() throws IOException, InterruptedException {
    int expanded = tokens == 4 || tokens == 5 ? integer(tokens - 2) : -1;
    int size = expanded >= 0 ? integer(tokens - 1) : -1;
    if (size < 0 || !isHash(1) || (tokens == 5 && !isHash(2))) {
      throw new ProtocolException("cfile", "malformed cfile line");
    }
    Hash name = hash(1);
    Hash source = tokens == 5 ? hash(2) : null;
    MemoryBudget.Charge charge = charge("cfile", size, expanded);
    if (charge == null) {
      if (in.skip(size) != '\n') {
        in.skipNewline();
      }
      return new OversizeCard("cfile", name.hex(), size, payloadBytesMax());
    }
    Content content = payload(size, charge);
    // Only stock servers write the newline; a Go EdgeSync peer leaves it out.
    if (content.size() == 0 || content.array()[content.size() - 1] != '\n') {
      in.newlineMayFollow();
    }
    return new CFileCard(name, source, expanded, content);
  }

  private Card uvfile() throws IOException, InterruptedException {
    String name = tokens == TOKENS_MAX ? pathname(1) : null;
    long mtime = name != null ? integer64(2) : -1;
    int size = name != null ? integer(4) : -1;
    int flags = name != null ? integer(5) : -1;
    if (name == null || mtime < 0 || size < 0 || flags < 0 || (!isHash(3) && !token(3).equals("-"))) {
      throw new ProtocolException("uvfile", "malformed uvfile line");
    }
    String hash = token(3);
    int payloadBytes = UvFileCard.hasPayload(size, flags) ? size : 0;
    MemoryBudget.Charge charge = charge("uvfile", payloadBytes, payloadBytes);
    if (charge == null) {
      in.skip(payloadBytes);
      return new OversizeCard("uvfile", name, payloadBytes, payloadBytesMax());
    }
    return new UvFileCard(name, mtime, hash, size, flags, payload(payloadBytes, charge));
  }

  private @Nullable Card config() throws IOException, InterruptedException {
    int size = tokens == 3 ? integer(2) : -1;
    if (size < 0) {
      return null;
    }
    String area = token(1);
    MemoryBudget.Charge charge = charge("config", size, 0);
    if (charge == null) {
      in.skip(size + 1L);
      return new OversizeCard("config", area, size, payloadBytesMax());
    }
    Content content = payload(size, charge);
    in.byteFollows();
    return new ConfigCard(area, content);
  }

  private @Nullable Card cloneCard() {
    if (tokens != 3) {
      return new CloneCard(0, 0);
    }
    int version = integer(1);
    int sequence = integer(2);
    return version >= 0 && sequence >= 0 ? new CloneCard(version, sequence) : null;
  }

  private @Nullable Card uvigot() {
    String name = tokens == 5 || tokens == 4 ? pathname(1) : null;
    if (name == null || integer64(2) < 0 || integer(tokens - 1) < 0) {
      return null;
    }
    if (tokens == 4) {
      // Stock prints the missing hash of a deleted file as nothing when its message is full.
      return new UvIgotCard(name, integer64(2), "-", integer(3));
    }
    return isHash(3) || token(3).equals("-") ? new UvIgotCard(name, integer64(2), token(3), integer(4)) : null;
  }

  private Card pragma() {
    List<String> arguments = new ArrayList<>(tokens - 2);
    for (int i = 2; i < tokens; i++) {
      arguments.add(token(i));
    }
    return new PragmaCard(token(1), arguments);
  }

  private long payloadBytesMax() {
    return Math.min(limits.payloadBytesMax(), budget.totalBytes());
  }

  /**
   * Charges a payload's bytes, or gives null when they are more than this reader ever takes. With a large one goes, at once, what its other form
   * is going to take, compressed or expanded: nobody shall hold the one and wait for the other.
   */
  private MemoryBudget.@Nullable Charge charge(String card, int size, int otherForm)
      throws IOException, InterruptedException {
    if (size > payloadBytesMax()) {
      return null;
    }
    // What is announced beyond the limit is not going to be made.
    long other = otherForm > payloadBytesMax() ? 0 : otherForm;
    boolean isLarge = budget.isLarge(Math.max(size, other));
    if (isLarge && aside != null) {
      in.putAside(size, aside);
    }
    long coming = in.coming(size);
    // Nor is anything made of what is cut.
    long bytes = isLarge && coming == size ? Math.min(size + other, budget.totalBytes()) : coming;
    try {
      return budget.acquire(bytes, limits.budgetPatience());
    } catch (MemoryBudget.ExhaustedException e) {
      throw new StarvedException(card, e);
    }
  }

  private Content payload(int size, MemoryBudget.Charge charge) throws IOException {
    boolean done = false;
    try {
      byte[] bytes = in.payload(size);
      if (bytes.length < size) {
        charge.shrinkTo(bytes.length);
      }
      done = true;
      return Content.of(bytes, charge);
    } finally {
      if (!done) {
        charge.close();
      }
    }
  }

  private void tokenize() {
    tokens = 0;
    int i = in.lineStart;
    while (tokens < TOKENS_MAX) {
      while (i < in.lineEnd && isSpace(in.line[i])) {
        i++;
      }
      if (i == in.lineEnd) {
        return;
      }
      start[tokens] = i;
      while (i < in.lineEnd && !isSpace(in.line[i])) {
        i++;
      }
      end[tokens] = i;
      tokens++;
    }
  }

  static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  private boolean isHash(int token) {
    int length = end[token] - start[token];
    if (length != 40 && length != 64) {
      return false;
    }
    for (int i = start[token]; i < end[token]; i++) {
      byte c = in.line[i];
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private Hash hash(int token) {
    return new Hash(new String(in.line, start[token], end[token] - start[token], StandardCharsets.ISO_8859_1));
  }

  private String token(int token) {
    return text(start[token], end[token]);
  }

  private @Nullable String pathname(int token) {
    return SimplePathname.parse(in.line, start[token], end[token]);
  }

  /** The value of an integer up to 2^31-1, or -1. */
  private int integer(int token) {
    long value = integer64(token);
    return value > Integer.MAX_VALUE ? -1 : (int) value;
  }

  /** The value of a run of digits up to 2^63-1, or -1. */
  private long integer64(int token) {
    long value = 0;
    for (int i = start[token]; i < end[token]; i++) {
      int digit = in.line[i] - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  private String text(int from, int to) {
    return new String(in.line, from, to - from, StandardCharsets.UTF_8);
  }

  private Card unknown() {
    String line = text(in.lineStart, Math.min(in.lineEnd, in.lineStart + 4 * UNKNOWN_CHARACTERS_MAX));
    return new UnknownCard(line.length() > UNKNOWN_CHARACTERS_MAX ? line.substring(0, UNKNOWN_CHARACTERS_MAX) : line);
  }
}
