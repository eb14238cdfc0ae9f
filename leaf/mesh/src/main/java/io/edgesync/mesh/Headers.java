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

  private static final String VERSION = "NATS/1.0";
  private static final byte[] NOTHING = new byte[0];

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
   * Reads a header block leniently: lines without a name are passed over, a block that does not begin {@code NATS/1.0} gives
   * {@link #NONE}, since peers may send anything here and the payload is still good.
   */
  public static Headers parse(byte[] block, int from, int length) {
    String text = new String(block, from, length, StandardCharsets.UTF_8);
    if (!text.startsWith(VERSION)) {
      return NONE;
    }
    String[] lines = text.split("\r\n", -1);
    var fields = new ArrayList<Field>(lines.length);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        String name = lines[i].substring(0, colon).strip();
        String value = lines[i].substring(colon + 1).strip();
        if (!name.isEmpty() && name.indexOf(' ') < 0 && Field.plain(name) && Field.plain(value)) {
          fields.add(new Field(name, value));
        }
      }
    }
    int status = statusIn(lines[0]);
    return status == 0 && fields.isEmpty() ? NONE : new Headers(status, List.copyOf(fields));
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
