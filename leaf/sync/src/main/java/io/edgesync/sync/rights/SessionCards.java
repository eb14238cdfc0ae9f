package io.edgesync.sync.rights;

import io.edgesync.xfer.card.PragmaCard;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pragmas of a peer session. Bytes are base64url without padding: a nonce or a session's name has 16 (22 characters), a point of X25519 and
 * an HMAC 32 (43), a signature 64 (86).
 *
 * <pre>
 * pragma edgesync-open NONCE POINT                            asker: wants a session; beside {@code pragma edgesync}, which names it
 * pragma edgesync-challenge SESSION NONCE POINT SIGNATURE     responder
 * pragma edgesync-proof SESSION COUNT MAC [SIGNATURE]         asker: first line of a body, over all that follows
 * pragma edgesync-unknown SESSION                             responder: nothing of that body was heeded, ask for another session
 * pragma edgesync-seal                                        asker, behind a proof: the reply is to have a seal
 * pragma edgesync-seal MAC                                    responder: last line of a reply, over all before it
 * </pre>
 */
final class SessionCards {

  static final String OPEN = "edgesync-open";
  static final String CHALLENGE = "edgesync-challenge";
  static final String UNKNOWN = "edgesync-unknown";
  static final String SEAL = "edgesync-seal";
  /** Asks for one. */
  static final PragmaCard SEAL_WANTED = new PragmaCard(SEAL, List.of());

  private static final Pattern SIXTEEN_BYTES = Pattern.compile("[A-Za-z0-9_-]{22}");
  private static final Pattern THIRTY_TWO_BYTES = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern SIXTY_FOUR_BYTES = Pattern.compile("[A-Za-z0-9_-]{86}");
  private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,17}");

  private SessionCards() {}

  record Open(String nonce, String point) {
    PragmaCard card() {
      return new PragmaCard(OPEN, List.of(nonce, point));
    }
  }

  record Challenge(String session, String nonce, String point, String signature) {
    PragmaCard card() {
      return new PragmaCard(CHALLENGE, List.of(session, nonce, point, signature));
    }
  }

  /** @param signature null once the responder has seen it */
  record Proof(String session, long count, String mac, @Nullable String signature) {
    List<String> arguments() {
      String number = Long.toString(count);
      return signature == null ? List.of(session, number, mac) : List.of(session, number, mac, signature);
    }
  }

  static @Nullable Open open(PragmaCard card) {
    List<String> words = card.arguments();
    return card.name().equals(OPEN) && words.size() == 2 && is(SIXTEEN_BYTES, words.get(0))
        && is(THIRTY_TWO_BYTES, words.get(1)) ? new Open(words.get(0), words.get(1)) : null;
  }

  static @Nullable Challenge challenge(PragmaCard card) {
    List<String> words = card.arguments();
    return card.name().equals(CHALLENGE) && words.size() == 4 && is(SIXTEEN_BYTES, words.get(0))
        && is(SIXTEEN_BYTES, words.get(1)) && is(THIRTY_TWO_BYTES, words.get(2))
        && is(SIXTY_FOUR_BYTES, words.get(3))
            ? new Challenge(words.get(0), words.get(1), words.get(2), words.get(3))
            : null;
  }

  static @Nullable Proof proof(List<String> words) {
    boolean isSigned = words.size() == 4;
    return (isSigned || words.size() == 3) && is(SIXTEEN_BYTES, words.get(0)) && is(COUNT, words.get(1))
        && is(THIRTY_TWO_BYTES, words.get(2)) && (!isSigned || is(SIXTY_FOUR_BYTES, words.get(3)))
            ? new Proof(words.get(0), Long.parseLong(words.get(1)), words.get(2), isSigned ? words.get(3) : null)
            : null;
  }

  static PragmaCard unknown(String session) {
    return new PragmaCard(UNKNOWN, List.of(session));
  }

  static boolean isUnknown(PragmaCard card, String session) {
    return card.name().equals(UNKNOWN) && card.arguments().equals(List.of(session));
  }

  static PragmaCard seal(byte[] mac) {
    return new PragmaCard(SEAL, List.of(text(mac)));
  }

  static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** @param text as the patterns above let it pass */
  static byte[] bytes(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  private static boolean is(Pattern shape, String word) {
    return shape.matcher(word).matches();
  }
}
