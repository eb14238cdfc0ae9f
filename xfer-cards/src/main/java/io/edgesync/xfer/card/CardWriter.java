package io.edgesync.xfer.card;

import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes cards as the uncompressed text of a body, in the form that stock Fossil writes them. What it writes,
 * {@link CardReader} reads back as the same card. Every card has reached the stream when {@link #write} returns, line and payload
 * one write each: a stream for which small writes are dear wants a buffer of its own. Neither closes the stream nor the contents
 * of cards. Not thread-safe.
 */
public final class CardWriter {

  private final OutputStream out;
  private final StringBuilder line = new StringBuilder(256);
  private byte[] ascii = new byte[512];
  private long bytesWritten;

  public CardWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes one card with its payload.
   *
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
    return bytesWritten;
  }

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
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        throw new IllegalArgumentException(line + ": a field has white space in it");
      }
    }
    line.append(' ').append(text);
    return this;
  }

  private void end() throws IOException {
    line.append('\n');
    int length = line.length();
    if (length > ascii.length) {
      ascii = new byte[2 * length];
    }
    // Nearly every line is ASCII; a string and its bytes for each would double the cost of long igot lists.
    for (int i = 0; i < length; i++) {
      char c = line.charAt(i);
      if (c > 0x7f) {
        put(line.toString().getBytes(StandardCharsets.UTF_8));
        return;
      }
      ascii[i] = (byte) c;
    }
    out.write(ascii, 0, length);
    bytesWritten += length;
  }

  private void line(String text) throws IOException {
    if (text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a line has a newline in it");
    }
    put((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void newline() throws IOException {
    out.write('\n');
    bytesWritten++;
  }

  private static boolean endsInNewline(Content content) {
    return content.size() > 0 && content.array()[content.offset() + content.size() - 1] == '\n';
  }

  private void payload(Content content) throws IOException {
    content.writeTo(out);
    bytesWritten += content.size();
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    bytesWritten += bytes.length;
  }
}
