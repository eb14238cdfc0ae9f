package io.edgesync.mesh.leafnode;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON of INFO and CONNECT lines, which anybody may send. */
public final class ProtocolJson {
  private static final int DEPTH_MAX = 64;
  private static final int SHOWN_MAX = 256;

  private ProtocolJson() {}

  /**
   * Reads one object, or returns null when the text is not one. Nesting is bounded first, because the parser recurses.
   */
  public static @Nullable JsonObject object(String text) {
    if (depth(text) > DEPTH_MAX) {
      return null;
    }
    try {
      return JsonParser.object().from(text);
    } catch (JsonParserException | NumberFormatException malformed) {
      return null;
    }
  }

  /**
   * Reads a CONNECT or INFO as Go reads JSON into its fields: their names may be in any case, the last of several counts, and {@code null}
   * states nothing. Null when the text is neither that nor an object.
   */
  public static @Nullable JsonObject statement(String text) {
    if (text.strip().equals("null")) {
      return new JsonObject();
    }
    JsonObject said = object(text);
    if (said == null) {
      return null;
    }
    var folded = new JsonObject();
    said.forEach((name, value) -> folded.put(folded(name), value));
    return folded;
  }

  /**
   * The name of a field by which it is found, whatever its case. By way of capitals the few letters are found, too, that stand for others
   * there: the long s and the sign for kelvin.
   */
  public static String folded(String name) {
    return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static int depth(String text) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '[') {
        deepest = Math.max(deepest, ++depth);
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
    return deepest;
  }

  /** A text that may be shown or logged: of bounded length, without control characters; empty where it is absent. */
  public static String shown(JsonObject object, String key) {
    String text = object.getString(key, "");
    return text.substring(0, Math.min(SHOWN_MAX, text.length())).replaceAll("\\p{Cntrl}", "?");
  }

  /** The strings of an array; anything else in it, or its absence, is passed over. */
  static List<String> strings(@Nullable JsonArray array) {
    var strings = new ArrayList<String>();
    if (array != null) {
      for (Object element : array) {
        if (element instanceof String string) {
          strings.add(string);
        }
      }
    }
    return List.copyOf(strings);
  }
}
