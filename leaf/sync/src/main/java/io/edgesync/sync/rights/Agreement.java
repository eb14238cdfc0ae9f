package io.edgesync.sync.rights;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.FossilText;
import io.edgesync.xfer.round.RoundId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * What two nodes agree on at the beginning of a session: who they are, and what each of them made up for it. Both sign all of it, so nobody in
 * between can put in something of his own, or use it elsewhere.
 *
 * @param asker     node key
 * @param responder node key
 * @param session   the responder's name for it
 */
record Agreement(String asker, String responder, String session, SessionCards.Open open, String responderNonce,
    String responderPoint) {

  private static final int KEY_BYTES = 32;
  /**
   * In front of what is signed. The same key signs whatever text a NATS server sends as its nonce; no text has this byte.
   */
  private static final int NO_TEXT = 0xff;

  /** What the responder signs. */
  byte[] byResponder() {
    return signed("responder");
  }

  /** What the asker signs. */
  byte[] byAsker() {
    return signed("asker");
  }

  private byte[] signed(String who) {
    String text = String.join("\n", "edgesync session 1", who, asker, responder, session, open.nonce(), open.point(),
        responderNonce, responderPoint);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(NO_TEXT);
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return bytes.toByteArray();
  }

  /** The keys of the HMACs, one for each way, so that nothing that one side said can come back to it as the other's word. */
  record Keys(SecretKey toResponder, SecretKey toAsker) {}

  /**
   * The keys of this session: HKDF-SHA256 over the X25519 secret, with this agreement as salt.
   *
   * @param theirs the other side's point
   * @throws GeneralSecurityException for a point that is none
   */
  Keys keys(Ephemeral ours, String theirs) throws GeneralSecurityException {
    byte[] secret = ours.agree(SessionCards.bytes(theirs));
    return new Keys(key(secret, "edgesync asker to responder"), key(secret, "edgesync responder to asker"));
  }

  private SecretKey key(byte[] secret, String way) throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256").deriveKey("HmacSHA256",
        HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(sha256(signed("both")))
            .thenExpand(way.getBytes(StandardCharsets.US_ASCII), KEY_BYTES));
  }

  /**
   * The HMAC of one body, request or reply.
   *
   * @param count  of the request within its session
   * @param user   of the login in front of the request, which no digest covers; null without one
   * @param digest SHA-256 of its text
   */
  static byte[] mac(SecretKey key, ProjectCode project, RoundId round, long count, @Nullable String user,
      byte[] digest) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      // An escaped name is a token: it is never empty, and has no newline.
      String login = user == null ? "" : FossilText.escape(user);
      mac.update((project.hex() + "\n" + round.token() + "\n" + count + "\n" + login + "\n")
          .getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
