package io.edgesync.mesh.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import io.edgesync.mesh.identity.BoundedFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code nats-server}'s configuration language:
 *
 * <pre>
 *   # a comment, as is what follows //
 *   port: 4222                       key, then ':', '=' or nothing
 *   max_payload = 2MB
 *   authorization { user: $USER, password: '$2a$11$…' }
 *   include "more.conf"
 * </pre>
 *
 * <p>Source: {@code nats-server}, {@code conf/lex.go} and {@code conf/parse.go}.
 */
public final class ConfigParser {
  private static final int FILE_BYTES_MAX = 16 << 20;
  private static final int NESTED_MAX = 64;
  private static final int INCLUDED_MAX = 16;
  /** What an unquoted bcrypt hash is called when it is taken for a variable. */
  private static final String BCRYPT = "2a$";

  private final Cursor in;
  private final @Nullable Path directory;
  private final Map<String, String> environment;
  private final int included;
  private final Scalars scalars;
  private int nested;

  private ConfigParser(Cursor in, @Nullable Path directory, Map<String, String> environment, int included) {
    this.in = in;
    this.directory = directory;
    this.environment = environment;
    this.included = included;
    this.scalars = new Scalars(in);
  }

  /**
   * Reads a file and those that it includes, which lie beside it unless their paths are absolute.
   *
   * @param shown how errors call the file
   * @param environment where variables are found that are in no file
   * @throws IOException when a file cannot be read
   */
  public static Value.Block file(Path file, String shown, Map<String, String> environment)
      throws IOException, ConfigException {
    return file(file, shown, environment, 0);
  }

  /** Reads a text, which can include nothing. */
  static Value.Block text(String text, String shown, Map<String, String> environment) throws ConfigException {
    return new ConfigParser(new Cursor(shown, text), null, environment, 0).document();
  }

  private static Value.Block file(Path file, String shown, Map<String, String> environment, int included)
      throws IOException, ConfigException {
    String text = new String(BoundedFile.read(file, FILE_BYTES_MAX), StandardCharsets.UTF_8).replace("\uFEFF", "");
    Cursor in = new Cursor(shown, text);
    int nul = text.indexOf(Cursor.END);
    if (nul >= 0) {
      throw new ConfigException(in.position(nul), "a NUL character: this is no configuration file");
    }
    return new ConfigParser(in, file.toAbsolutePath().getParent(), environment, included).document();
  }

  private Value.Block document() throws ConfigException {
    Position start = in.position();
    var scope = new Scope(null);
    while (true) {
      in.skipSpaceAndComments();
      if (in.isAtEnd()) {
        return scope.close(start);
      }
      // The whole may stand in braces, as JSON has it.
      if (in.peek() == '{' || in.peek() == '}' || in.peek() == ',' || in.peek() == ';') {
        in.next();
        continue;
      }
      field(scope);
      endOfValue("Expected a top-level value to end with a new line, comment or EOF", '}');
    }
  }

  /** Behind a value: the end of the line, or what may stand between two of them on one. What closes is left there. */
  private void endOfValue(String expected, char closing) throws ConfigException {
    in.skipBlanks();
    in.skipComment();
    char c = in.peek();
    if (c == ',' || c == ';') {
      in.next();
    } else if (!in.isAtEnd() && !Cursor.isLineEnd(c) && c != closing) {
      throw wrong(expected + ", but got '" + c + "' instead.");
    }
  }

  private void field(Scope scope) throws ConfigException {
    int start = in.offset();
    String key = key();
    if (key.equalsIgnoreCase("include") && Cursor.isBlank(in.peek()) && in.offset() - start == key.length()) {
      scope.putAll(include());
      return;
    }
    Position at = in.position(start);
    while (Cursor.isSpace(in.peek())) {
      in.next();
    }
    if (in.peek() == ':' || in.peek() == '=') {
      in.next();
    }
    scope.put(key, value(scope, at));
  }

  private String key() throws ConfigException {
    char quote = in.peek();
    if (quote == '"' || quote == '\'') {
      in.next();
      int start = in.offset();
      while (in.peek() != quote) {
        if (in.isAtEnd()) {
          throw wrong("Unexpected EOF in a quoted key.");
        }
        in.next();
      }
      String key = in.since(start);
      in.next();
      return key;
    }
    int start = in.offset();
    while (!in.isAtEnd() && !Cursor.isSpace(in.peek()) && in.peek() != ':' && in.peek() != '=') {
      in.next();
    }
    if (in.offset() == start) {
      throw wrong("Unexpected key separator '" + in.peek() + "'");
    }
    return in.since(start);
  }

  private Value value(Scope scope, Position at) throws ConfigException {
    if (in.peek() != '\n') {
      in.skipBlanks();
    }
    if (nested > 0) {
      while (Cursor.isSpace(in.peek())) {
        in.next();
      }
    }
    char c = in.peek();
    if (in.isAtEnd()) {
      throw wrong("Unexpected EOF.");
    }
    if (Cursor.isLineEnd(c)) {
      throw wrong("Expected value but found new line");
    }
    return switch (c) {
      case '{' -> block(scope, at);
      case '[' -> items(scope, at);
      case ',', ';', '}' -> throw wrong("Unexpected '" + c + "' in place of a value.");
      default -> scalar(scope, at);
    };
  }

  private Value scalar(Scope scope, Position at) throws ConfigException {
    return scalars.read(at, name -> variable(name, scope, at));
  }

  private Value.Block block(Scope around, Position at) throws ConfigException {
    enter();
    var scope = new Scope(around);
    while (true) {
      in.skipSpaceAndComments();
      char c = in.peek();
      if (in.isAtEnd()) {
        throw wrong("Unexpected EOF processing map.");
      }
      if (c == '}') {
        leave();
        return scope.close(at);
      }
      if (c == ',' || c == ';') {
        in.next();
        continue;
      }
      if (c == ']') {
        throw wrong("Unexpected array end ']' processing map.");
      }
      field(scope);
      endOfValue("Expected a map value terminator ',' or a map terminator '}'", '}');
    }
  }

  private Value.Items items(Scope scope, Position at) throws ConfigException {
    enter();
    List<Value> items = new ArrayList<>();
    while (true) {
      in.skipSpaceAndComments();
      if (in.isAtEnd()) {
        throw wrong("Unexpected EOF processing array.");
      }
      if (in.peek() == ']') {
        leave();
        return new Value.Items(items, at);
      }
      if (in.peek() == ',') {
        throw wrong("Unexpected array value terminator ','.");
      }
      items.add(value(scope, in.position()));
      endOfItem();
    }
  }

  private void endOfItem() throws ConfigException {
    in.skipBlanks();
    in.skipComment();
    char c = in.peek();
    if (c == ',') {
      in.next();
    } else if (c != ']' && !Cursor.isLineEnd(c)) {
      throw wrong("Expected an array value terminator \",\" or an array terminator \"]\", but got '"
          + (in.isAtEnd() ? "EOF" : String.valueOf(c)) + "' instead.");
    }
  }

  private void enter() throws ConfigException {
    if (++nested > NESTED_MAX) {
      throw wrong("maps and arrays are nested more than " + NESTED_MAX + " deep");
    }
    in.next();
  }

  private void leave() {
    nested--;
    in.next();
  }

  private Value variable(String name, Scope scope, Position at) throws ConfigException {
    if (name.startsWith(BCRYPT)) {
      return new Value.Text("$" + name, at);
    }
    Value found = scope.variable(name);
    if (found == null && environment.containsKey(name)) {
      found = fromEnvironment(name, environment.get(name), at);
    }
    if (found == null) {
      throw new ConfigException(at, "variable reference for '" + name + "' on line " + at.line() + " can not be found");
    }
    return Scalars.movedTo(at, found);
  }

  /** The environment holds text; it means what it would mean in a file. */
  private Value fromEnvironment(String name, String text, Position at) throws ConfigException {
    try {
      Value.Block read = new ConfigParser(new Cursor("$" + name, "value=" + text), null, environment, INCLUDED_MAX)
          .document();
      Value value = read.fields().get("value");
      if (value != null && read.fields().size() == 1) {
        return value;
      }
    } catch (ConfigException e) {
      throw new ConfigException(at, "variable reference for '" + name + "' could not be parsed: " + e.getMessage());
    }
    throw new ConfigException(at, "variable reference for '" + name + "' could not be parsed: it is not one value");
  }

  private Value.Block include() throws ConfigException {
    Position at = in.position();
    in.skipBlanks();
    char quote = in.peek();
    String name;
    if (quote == '"' || quote == '\'') {
      in.next();
      int start = in.offset();
      while (in.peek() != quote) {
        if (in.isAtEnd()) {
          throw wrong("Unexpected EOF in quoted include");
        }
        in.next();
      }
      name = in.since(start);
      in.next();
    } else {
      int start = in.offset();
      while (!in.isAtEnd() && !Cursor.isSpace(in.peek()) && in.peek() != ';' && in.peek() != '}') {
        in.next();
      }
      name = in.since(start);
    }
    return included(name, at);
  }

  private Value.Block included(String name, Position at) throws ConfigException {
    if (name.isEmpty() || directory == null || included >= INCLUDED_MAX) {
      throw new ConfigException(at, included >= INCLUDED_MAX
          ? "include '" + name + "': files include each other more than " + INCLUDED_MAX
              + " deep"
          : "Expected include value but found '" + name + "'");
    }
    try {
      return file(directory.resolve(name), name, environment, included + 1);
    } catch (NoSuchFileException e) {
      throw new ConfigException(at, "error parsing include file '" + name + "', no such file or directory");
    } catch (IOException e) {
      throw new ConfigException(at, "error parsing include file '" + name + "', " + e.getMessage());
    }
  }

  private ConfigException wrong(String text) {
    return new ConfigException(in.position(), text);
  }
}
