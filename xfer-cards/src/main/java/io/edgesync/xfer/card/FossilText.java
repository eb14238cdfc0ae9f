package io.edgesync.xfer.card;

/**
 * Text as one token of a line: white space, NUL and backslash become two characters each.
 *
 * <pre>
 * space \s   LF \n   CR \r   TAB \t   VT \v   FF \f   NUL \0   backslash \\
 * </pre>
 *
 * Source: {@code src/encode.c, fossilize()} and {@code defossilize()}.
 */
public final class FossilText {

  private FossilText() {}

  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case ' ' -> out.append("\\s");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case 0x0b -> out.append("\\v");
        case '\f' -> out.append("\\f");
        case 0 -> out.append("\\0");
        case '\\' -> out.append("\\\\");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** A backslash before any other letter gives that letter; a lone one at the end stays. */
  public static String unescape(String token) {
    if (token.indexOf('\\') < 0) {
      return token;
    }
    StringBuilder out = new StringBuilder(token.length());
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c == '\\' && i + 1 < token.length()) {
        i++;
        char letter = token.charAt(i);
        out.append(switch (letter) {
          case 's' -> ' ';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'v' -> (char) 0x0b;
          case 'f' -> '\f';
          case '0' -> (char) 0;
          default -> letter;
        });
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
