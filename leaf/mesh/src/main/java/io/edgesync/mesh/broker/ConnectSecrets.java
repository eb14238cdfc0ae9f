package io.edgesync.mesh.broker;

import io.edgesync.mesh.leafnode.ProtocolJson;
import java.util.Set;

/**
 * Takes passwords, tokens, signatures and JWTs out of a CONNECT that is to be shown, in every spelling in which they are read: names in any
 * case and with escapes, blanks around the colon. The text may be cut off anywhere, or be no JSON at all; each of its characters is looked at once.
 */
final class ConnectSecrets {
  private static final Set<String> NAMES = Set.of("pass", "auth_token", "sig", "jwt");
  private static final String MASK = "\"[REDACTED]\"";

  private final String text;

  private ConnectSecrets(String text) {
    this.text = text;
  }

  static String masked(String text) {
    return new ConnectSecrets(text).masked();
  }

  private String masked() {
    var shown = new StringBuilder(text.length());
    int at = 0;
    for (int quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', at)) {
      int end = behindString(quote);
      int colon = behindBlanks(end);
      if (colon < text.length() && text.charAt(colon) == ':' && NAMES.contains(ProtocolJson.folded(name(quote, end)))) {
        int value = behindBlanks(colon + 1);
        shown.append(text, at, value).append(MASK);
        at = behindValue(value);
      } else {
        shown.append(text, at, end);
        at = end;
      }
    }
    return shown.append(text, at, text.length()).toString();
  }

  private int behindBlanks(int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  /** Behind the closing quote of the string that opens there, or the end of the text. */
  private int behindString(int quote) {
    int at = quote + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, text.length());
  }

  /** What is neither text nor number nor word is no secret that is read: nothing behind it is shown. */
  private int behindValue(int from) {
    if (from == text.length() || text.charAt(from) == '[' || text.charAt(from) == '{') {
      return text.length();
    }
    if (text.charAt(from) == '"') {
      return behindString(from);
    }
    int at = from;
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '}') {
      at++;
    }
    return at;
  }

  /** With its {@code \}{@code u0061} resolved; other escapes stand for what is in no name that counts. */
  private String name(int quote, int end) {
    var name = new StringBuilder();
    for (int at = quote + 1; at < end - 1; at++) {
      char c = text.charAt(at);
      if (c == '\\' && at + 5 < end && text.charAt(at + 1) == 'u') {
        c = letter(at + 2);
        at += 5;
      }
      name.append(c);
    }
    return name.toString();
  }

  private char letter(int at) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      value = value * 16 + Math.max(0, Character.digit(text.charAt(i), 16));
    }
    return (char) value;
  }
}
