package io.edgesync.mesh.subject;

import java.nio.charset.StandardCharsets;

/** Validity and matching of subjects, as {@code nats-server} has them ({@code server/sublist.go}). */
public final class Subjects {

  private Subjects() {}

  /** Tokens are not empty and {@code >} stands only at the end. Wildcards are whole tokens; within a token they are letters. */
  public static boolean isValid(String subject) {
    int start = 0;
    int length = subject.length();
    if (length == 0) {
      return false;
    }
    boolean tail = false;
    for (int i = 0; i <= length; i++) {
      char c = i == length ? '.' : subject.charAt(i);
      if (c == '.') {
        if (i == start || tail) {
          return false;
        }
        tail = i - start == 1 && subject.charAt(start) == '>';
        start = i + 1;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        return false;
      }
    }
    return true;
  }

  /** No token is a wildcard. The subject is taken to be valid. */
  public static boolean isLiteral(String subject) {
    int length = subject.length();
    for (int i = 0; i < length; i++) {
      char c = subject.charAt(i);
      if ((c == '*' || c == '>') && (i == 0 || subject.charAt(i - 1) == '.')
          && (i + 1 == length || subject.charAt(i + 1) == '.')) {
        return false;
      }
    }
    return true;
  }

  /** Whether everything that {@code subject} (literal or pattern) stands for is matched by {@code pattern}. */
  public static boolean covers(String pattern, String subject) {
    return covers(pattern, subject, true);
  }

  /**
   * Whether a message that is published to {@code subject} is one for {@code pattern}. Tokens of the subject that look like wildcards are
   * letters here: what is published to {@code foo.>} is for {@code foo.*} too.
   */
  public static boolean matches(String pattern, String subject) {
    return covers(pattern, subject, false);
  }

  private static boolean covers(String pattern, String subject, boolean tails) {
    int p = 0;
    int s = 0;
    while (true) {
      if (s > subject.length()) {
        return p > pattern.length();
      }
      if (p > pattern.length()) {
        return false;
      }
      int pEnd = tokenEnd(pattern, p);
      int sEnd = tokenEnd(subject, s);
      boolean single = pEnd - p == 1;
      boolean subjectTail = tails && sEnd - s == 1 && subject.charAt(s) == '>';
      if (single && pattern.charAt(p) == '>') {
        return true;
      }
      if (subjectTail) {
        return false;
      }
      if (!(single && pattern.charAt(p) == '*')
          && !(pEnd - p == sEnd - s && pattern.regionMatches(p, subject, s, pEnd - p))) {
        return false;
      }
      p = pEnd + 1;
      s = sEnd + 1;
    }
  }

  /** Whether there is a subject that both stand for; either may be a pattern. */
  public static boolean overlap(String one, String other) {
    int a = 0;
    int b = 0;
    while (a <= one.length() && b <= other.length()) {
      int aEnd = tokenEnd(one, a);
      int bEnd = tokenEnd(other, b);
      if (isWildcard(one, a, aEnd, '>') || isWildcard(other, b, bEnd, '>')) {
        return true;
      }
      if (!isWildcard(one, a, aEnd, '*') && !isWildcard(other, b, bEnd, '*')
          && !(aEnd - a == bEnd - b && one.regionMatches(a, other, b, aEnd - a))) {
        return false;
      }
      a = aEnd + 1;
      b = bEnd + 1;
    }
    return a > one.length() && b > other.length();
  }

  private static boolean isWildcard(String subject, int from, int end, char wildcard) {
    return end - from == 1 && subject.charAt(from) == wildcard;
  }

  /** Such a subject is matched by no pattern. */
  public static boolean hasEmptyToken(String subject) {
    return subject.isEmpty() || subject.charAt(0) == '.' || subject.charAt(subject.length() - 1) == '.'
        || subject.contains("..");
  }

  private static int tokenEnd(String subject, int from) {
    int dot = subject.indexOf('.', from);
    return dot < 0 ? subject.length() : dot;
  }

  /**
   * Lets subjects pass that a message can be published to.
   *
   * @throws IllegalArgumentException for others
   */
  public static void requireLiteral(String subject) {
    if (!isValid(subject) || !isLiteral(subject)) {
      throw new IllegalArgumentException("not a subject to publish to: '" + subject + "'");
    }
  }

  /**
   * Lets texts pass that can stand as reply: any that keeps the control line whole.
   *
   * @throws IllegalArgumentException for others
   */
  public static void requireReply(String reply) {
    if (reply.isEmpty() || reply.chars().anyMatch(c -> c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
      throw new IllegalArgumentException("not a reply subject: '" + reply + "'");
    }
  }

  /**
   * Lets subjects pass that can be subscribed to.
   *
   * @throws IllegalArgumentException for others
   */
  public static void requireSubscribable(String subject) {
    if (!isValid(subject)) {
      throw new IllegalArgumentException("not a subject to subscribe to: '" + subject + "'");
    }
  }

  /** One char per byte of UTF-8: the broker's form. */
  public static String toWire(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      }
    }
    return text;
  }

  /** Back from {@link #toWire}; bytes that are no UTF-8 become replacement characters. */
  public static String fromWire(String wire) {
    for (int i = 0; i < wire.length(); i++) {
      if (wire.charAt(i) >= 0x80) {
        return new String(wire.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      }
    }
    return wire;
  }
}
