package io.edgesync.xfer.card;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes cards as the uncompressed text of a body, in the form that stock Fossil writes them. What it writes,
 * {@link CardReader} reads back as the same card. Buffers lines: {@link #flush()} when done. Neither closes its stream nor the
 * contents of cards. Not thread-safe.
 */
public final class CardWriter {

  private final OutputStream out;
  private final byte[] buffer = new byte[8 << 10];
  private int length;
  private long flushed;

  public CardWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * @throws IllegalArgumentException when a field cannot be one token of a line (empty, or with white space that the card does
   *                                  not escape), and for {@link OversizeCard}, which never travels
   */
  public void write(Card card) throws IOException {
    switch (card) {
      case IgotCard c -> {
        begin("igot").token(c.name());
        if (c.isPrivate()) {
          token("1");
        }
        end();
      }
      case GimmeCard c -> begin("gimme").token(c.name()).end();
      case FileCard c -> {
        begin("file").token(c.name()).source(c.deltaSource()).token(c.content().size()).end();
        payload(c.content());
      }
      case CFileCard c -> {
        begin("cfile").token(c.name()).source(c.deltaSource()).token(c.expandedBytes()).token(c.content().size()).end();
        payload(c.content());
        if (!endsInNewline(c.content())) {
          newline();
        }
      }
      case ConfigCard c -> {
        begin("config").token(c.area()).token(c.content().size()).end();
        payload(c.content());
        newline();
      }
      case UvFileCard c -> {
        begin("uvfile").token(c.name()).token(c.mtimeSeconds()).token(c.hash()).token(c.size()).token(c.flags()).end();
        if (UvFileCard.hasPayload(c.size(), c.flags()) != c.content().size() > 0) {
          throw new IllegalArgumentException("uvfile " + c.name() + ": size, flags and content contradict each other");
        }
        payload(c.content());
      }
      case UvIgotCard c ->
        begin("uvigot").token(c.name()).token(c.mtimeSeconds()).token(c.hash()).token(c.size()).end();
      case UvGimmeCard c -> begin("uvgimme").token(c.name()).end();
      case PrivateCard _ -> begin("private").end();
      case LoginCard c ->
        begin("login").token(FossilText.escape(c.user())).token(c.nonce()).token(c.signature()).end();
      case PullCard c -> begin("pull").token(c.serverCode()).token(c.projectCode()).end();
      case PushCard c -> begin("push").token(c.serverCode()).token(c.projectCode()).end();
      case CloneCard c -> {
        begin("clone");
        if (c.version() != 0 || c.sequence() != 0) {
          token(c.version()).token(c.sequence());
        }
        end();
      }
      case CloneSeqnoCard c -> begin("clone_seqno").token(c.sequence()).end();
      case CookieCard c -> begin("cookie").token(c.text()).end();
      case ReqconfigCard c -> begin("reqconfig").token(c.area()).end();
      case PragmaCard c -> {
        begin("pragma").token(c.name());
        c.arguments().forEach(this::token);
        end();
      }
      case MessageCard c -> begin("message").token(FossilText.escape(c.text())).end();
      case ErrorCard c -> begin("error").token(FossilText.escape(c.text())).end();
      case CommentCard c -> line("#" + c.text());
      case UnknownCard c -> line(c.line());
      case OversizeCard c -> throw new IllegalArgumentException("an oversize " + c.card() + " card cannot be written");
    }
  }

  /** Bytes of text written so far. */
  public long bytesWritten() {
    return flushed + length;
  }

  /** Hands every byte to the stream; does not flush the stream itself. */
  public void flush() throws IOException {
    drain();
  }

  private final StringBuilder line = new StringBuilder(256);

  private CardWriter begin(String word) {
    line.setLength(0);
    line.append(word);
    return this;
  }

  private CardWriter token(Hash hash) {
    line.append(' ').append(hash.hex());
    return this;
  }

  private CardWriter source(@Nullable Hash source) {
    return source != null ? token(source) : this;
  }

  private CardWriter token(long value) {
    line.append(' ').append(value);
    return this;
  }

  private CardWriter token(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(line + ": a field is empty");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c >= '\t' && c <= '\r') {
        throw new IllegalArgumentException(line + ": a field has white space in it");
      }
    }
    line.append(' ').append(text);
    return this;
  }

  private void end() throws IOException {
    line.append('\n');
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) > 0x7f) {
        put(line.toString().getBytes(StandardCharsets.UTF_8));
        return;
      }
    }
    if (length + line.length() > buffer.length) {
      drain();
    }
    if (line.length() > buffer.length) {
      put(line.toString().getBytes(StandardCharsets.ISO_8859_1));
      return;
    }
    for (int i = 0; i < line.length(); i++) {
      buffer[length + i] = (byte) line.charAt(i);
    }
    length += line.length();
  }

  private void line(String text) throws IOException {
    if (text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a line has a newline in it");
    }
    put((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void newline() throws IOException {
    if (length == buffer.length) {
      drain();
    }
    buffer[length++] = '\n';
  }

  private static boolean endsInNewline(Content content) {
    return content.size() > 0 && content.array()[content.offset() + content.size() - 1] == '\n';
  }

  private void put(byte[] bytes) throws IOException {
    payload(Content.of(bytes));
  }

  private void payload(Content content) throws IOException {
    if (content.size() > buffer.length - length) {
      drain();
    }
    if (content.size() > buffer.length) {
      content.writeTo(out);
      flushed += content.size();
    } else {
      System.arraycopy(content.array(), content.offset(), buffer, length, content.size());
      length += content.size();
    }
  }

  private void drain() throws IOException {
    out.write(buffer, 0, length);
    flushed += length;
    length = 0;
  }
}
