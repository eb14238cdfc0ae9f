package io.edgesync.mesh;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NATS message headers: an optional status ({@code 503}) and names with values, in order, names may repeat.
 *
 * <p>On the wire: {@code NATS/1.0[ STATUS[ TEXT]]}, then {@code Name: value} lines, then an empty line, all ending CR LF. Names are
 * looked up without regard to case, since Go peers write trace headers in canonical case.
 */
public final class Headers {

  /** One line of a header block. */
  public record Field(String name, String value) {

    public Field {
      if (name.isEmpty() || !plain(name) || name.indexOf(':') >= 0 || name.indexOf(' ') >= 0) {
        throw new IllegalArgumentException("not a header name: '" + name + "'");
      }
      if (!plain(value)) {
        throw new IllegalArgumentException("header " + name + ": line breaks are not allowed in its value");
      }
    }

    private static boolean plain(String text) {
      return text.indexOf('\r') < 0 && text.indexOf('\n') < 0;
    }
  }

  /** No headers at all; such a message travels as {@code MSG}. */
  public static final Headers NONE = new Headers(0, List.of());

  /** Of a block with more fields the rest is passed over: each costs a hundred bytes, and may come as four. */
  public static final int FIELDS_MAX = 1024;

  private static final String VERSION = "NATS/1.0";
  private static final byte[] NOTHING = new byte[0];
  /** Objects of one field, and the place of its line. */
  private static final int FIELD_BYTES = 128;

  private final int status;
  private final List<Field> fields;

  private Headers(int status, List<Field> fields) {
    this.status = status;
    this.fields = fields;
  }

  public static Headers of(String name, String value) {
    return new Headers(0, List.of(new Field(name, value)));
  }

  public static Headers ofStatus(int status) {
    return new Headers(status, List.of());
  }

  /** These headers and one more at the end. */
  public Headers with(String name, String value) {
    var more = new ArrayList<Field>(fields);
    more.add(new Field(name, value));
    return new Headers(status, List.copyOf(more));
  }

  /** The inline status, 0 when there is none. */
  public int status() {
    return status;
  }

  public List<Field> fields() {
    return fields;
  }

  public boolean isEmpty() {
    return status == 0 && fields.isEmpty();
  }

  /** The first value under that name. */
  public Optional<String> first(String name) {
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /** What they take of the heap, about. */
  long bytesHeld() {
    long bytes = 0;
    for (Field field : fields) {
      bytes += FIELD_BYTES + 2L * (field.name().length() + field.value().length());
    }
    return bytes;
  }

  /** The header block with its closing empty line; no bytes for {@link #NONE}. */
  public byte[] encode() {
    if (isEmpty()) {
      return NOTHING;
    }
    var text = new StringBuilder(VERSION);
    if (status != 0) {
      text.append(' ').append(status);
    }
    text.append("\r\n");
    for (Field field : fields) {
      text.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a header block leniently: lines without a name are passed over, those behind the first {@link #FIELDS_MAX} fields too, and a block that does not
   * begin {@code NATS/1.0} gives {@link #NONE}, since peers may send anything here and the payload is still good.
   */
  public static Headers parse(byte[] block, int from, int length) {
    String text = new String(block, from, length, StandardCharsets.UTF_8);
    if (!text.startsWith(VERSION)) {
      return NONE;
    }
    int firstEnd = lineEnd(text, 0);
    var fields = new ArrayList<Field>();
    for (int at = firstEnd + 2; at < text.length() && fields.size() < FIELDS_MAX;) {
      int end = lineEnd(text, at);
      int colon = text.indexOf(':', at, end);
      if (colon > at) {
        String name = text.substring(at, colon).strip();
        String value = text.substring(colon + 1, end).strip();
        if (!name.isEmpty() && name.indexOf(' ') < 0 && Field.plain(name) && Field.plain(value)) {
          fields.add(new Field(name, value));
        }
      }
      at = end + 2;
    }
    int status = statusIn(text.substring(0, firstEnd));
    return status == 0 && fields.isEmpty() ? NONE : new Headers(status, List.copyOf(fields));
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf("\r\n", from);
    return end < 0 ? text.length() : end;
  }

  private static int statusIn(String line) {
    String rest = line.substring(VERSION.length()).strip();
    int digits = 0;
    while (digits < rest.length() && digits < 4 && Character.digit(rest.charAt(digits), 10) >= 0) {
      digits++;
    }
    return digits == 0 ? 0 : Integer.parseInt(rest, 0, digits, 10);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that && that.status == status && that.fields.equals(fields);
  }

  @Override
  public int hashCode() {
    return 31 * status + fields.hashCode();
  }

  @Override
  public String toString() {
    return status == 0 ? fields.toString() : status + " " + fields;
  }
}
