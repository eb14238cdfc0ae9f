package io.edgesync.xfer.envelope;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.login.LoginVerification;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Principal;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between cards and bodies.
 *
 * <pre>
 * body  = text                                       plain
 *       | size(4 bytes big-endian) zlib(text)        compressed; 4 bytes or fewer are taken as text
 * text  = [login LF] cards                           the login's nonce is the SHA1 of the bytes after its line
 *       | [login LF] proof LF cards                  a node of ours vouches for the bytes after the line
 * </pre>
 *
 * With the login in a cookie the text has none, and the nonce is the hash of the whole text. Source: {@code src/blob.c,
 * blob_uncompress()}; {@code src/http.c, http_build_login_card()}; {@code src/cgi.c, cgi_init()}.
 */
public final class XferBody {

  /** Where an asking side puts its login. */
  public enum LoginPlacement {
    /** First line of the text: every Fossil reads it. */
    BODY,
    /** The cookie {@code x-f-l-c}: servers from 2.27 on. */
    COOKIE
  }

  /** A login line is never longer. */
  private static final int LOGIN_LINE_BYTES_MAX = 4096;
  private static final int BUFFER_BYTES = 8 << 10;

  private XferBody() {}

  /** A body with the login in its first line where {@code asker} is a Fossil login and the project is known. */
  public static EncodedBody encode(CardSource cards, Principal asker, @Nullable ProjectCode project, BodyForm form)
      throws IOException, InterruptedException {
    return encode(cards, asker, project, form, LoginPlacement.BODY);
  }

  /**
   * Writes the cards, signs the finished text for a {@link Principal.FossilLogin} or has a {@link Principal.ProvingNode} vouch for it, and gives it the form. Closes each card after
   * writing it. The caller closes the result.
   */
  public static EncodedBody encode(CardSource cards, Principal asker, @Nullable ProjectCode project, BodyForm form,
      LoginPlacement placement) throws IOException, InterruptedException {
    if (placement == LoginPlacement.BODY && asker instanceof Principal.FossilLogin login && project != null) {
      try (Spool text = new Spool()) {
        LoginCard card = login.signer().sign(project, HexFormat.of().formatHex(write(cards, text, "SHA-1")));
        return withLine(LoginLine.write(card), text, form);
      }
    }
    if (asker instanceof Principal.ProvingNode(var prover, var signer)) {
      try (Spool text = new Spool()) {
        byte[] proof = BodyProof.line(prover.prove(write(cards, text, "SHA-256")));
        return withLine(signer == null || project == null ? proof : withLogin(signer, project, proof, text), text,
            form);
      }
    }
    // Nothing goes before the text, so it is compressed while it is written.
    return encodeDirectly(cards, asker, project, form);
  }

  private static EncodedBody encodeDirectly(CardSource cards, Principal asker, @Nullable ProjectCode project,
      BodyForm form) throws IOException, InterruptedException {
    Spool spool = new Spool();
    try (BodyOutput out = new BodyOutput(spool, form)) {
      String nonce = HexFormat.of().formatHex(write(cards, out, "SHA-1"));
      String cookie = asker instanceof Principal.FossilLogin login && project != null
          ? LoginLine.cookie(login.signer().sign(project, nonce))
          : null;
      byte[] head = out.finish();
      return new EncodedBody(form, head, spool, out.textBytes(), cookie);
    } catch (IOException | InterruptedException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  /** A login and the proof that it signs, too. */
  private static byte[] withLogin(LoginSigner signer, ProjectCode project, byte[] proof, Spool text)
      throws IOException {
    MessageDigest nonce = digest("SHA-1");
    nonce.update(proof);
    byte[] login = LoginLine.write(signer.sign(project, HexFormat.of().formatHex(digest(nonce, text, 0))));
    byte[] both = Arrays.copyOf(login, login.length + proof.length);
    System.arraycopy(proof, 0, both, login.length, proof.length);
    return both;
  }

  private static EncodedBody withLine(byte[] line, Spool text, BodyForm form) throws IOException {
    Spool spool = new Spool();
    try (BodyOutput out = new BodyOutput(spool, form); InputStream cards = text.open()) {
      out.write(line);
      cards.transferTo(out);
      byte[] head = out.finish();
      return new EncodedBody(form, head, spool, out.textBytes(), null);
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  /** Writes the cards and gives the hash of their text. */
  private static byte[] write(CardSource source, OutputStream out, String algorithm)
      throws IOException, InterruptedException {
    DigestOutputStream signed = new DigestOutputStream(out, digest(algorithm));
    OutputStream buffered = new BufferedOutputStream(signed, BUFFER_BYTES);
    CardWriter writer = new CardWriter(buffered);
    try (CardSource.Cards cards = source.open()) {
      for (Card card = cards.next(); card != null; card = cards.next()) {
        try (Card written = card) {
          writer.write(written);
        }
      }
    }
    buffered.flush();
    return signed.getMessageDigest().digest();
  }

  /**
   * Takes in a whole body on the answering side: spools, decompresses, splits off the login and checks its nonce. A body that
   * cannot be decompressed is taken as text, as Fossil does, which then makes no sense as cards; one of very much more text than bytes fails instead. Does not close {@code body};
   * the caller closes the result.
   *
   * @param loginCookie the value of the cookie {@code x-f-l-c}, or null
   * @throws io.edgesync.xfer.card.BodyTooLargeException when the body or its text exceeds {@code limits.bodyBytesMax()}
   */
  public static ReceivedBody receive(InputStream body, BodyForm form, @Nullable String loginCookie, CardLimits limits,
      MemoryBudget budget) throws IOException, InterruptedException {
    BodyText text = BodyInput.text(body, form, limits.bodyBytesMax());
    try {
      LoginCard login = loginCookie != null ? LoginLine.fromCookie(loginCookie) : null;
      long cardsFrom = 0;
      BodyProof proof = null;
      if (login == null) {
        byte[] line = line(text, 0);
        login = LoginLine.parse(line, line.length);
        cardsFrom = login == null ? 0 : line.length;
      }
      boolean nonceMatches = false;
      if (login != null) {
        try (InputStream signed = text.open(cardsFrom)) {
          nonceMatches = LoginVerification.nonceMatches(login, signed);
        }
      }
      byte[] line = line(text, cardsFrom);
      List<String> claim = BodyProof.parse(line);
      if (claim != null) {
        cardsFrom += line.length;
        proof = new BodyProof(claim, digest(digest("SHA-256"), text, cardsFrom));
      }
      return new ReceivedBody(text, cardsFrom, login, nonceMatches, proof, limits, budget);
    } catch (IOException | InterruptedException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /** The line that begins there, with its newline; nothing when it is longer than a login line can be. */
  private static byte[] line(BodyText text, long from) throws IOException {
    try (InputStream in = text.open(from)) {
      byte[] start = in.readNBytes(LOGIN_LINE_BYTES_MAX);
      for (int i = 0; i < start.length; i++) {
        if (start[i] == '\n') {
          return Arrays.copyOf(start, i + 1);
        }
      }
      return start.length < LOGIN_LINE_BYTES_MAX ? start : new byte[0];
    }
  }

  /**
   * Reads a reply card by card as it arrives, on the asking side. The result closes {@code body}. A reply that cannot be
   * decompressed fails with a {@link FramingException} or an end of the stream where it is read.
   */
  public static CardSource.Cards stream(InputStream body, BodyForm form, CardLimits limits, MemoryBudget budget)
      throws IOException {
    return switch (form) {
      case PLAIN -> new CardReader(body, limits, budget, Spool::of);
      case ZLIB, STORED -> new CardReader(BodyInput.inflating(body), limits, budget, Spool::of);
    };
  }

  private static byte[] digest(MessageDigest digest, BodyText text, long from) throws IOException {
    try (InputStream in = new DigestInputStream(text.open(from), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return digest.digest();
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }
}
