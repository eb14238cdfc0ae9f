package io.edgesync.mesh.broker;

import com.grack.nanojson.JsonObject;
import io.edgesync.mesh.leafnode.ProtocolJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client has said in its {@code CONNECT {"verbose":false,"lang":"java",…}}. Of its credentials nothing is kept here.
 *
 * @param verbose it wants {@code +OK} for what it sends
 * @param pedantic it wants to hear of bad subjects that it publishes to
 * @param echo its own messages come back to its own subscriptions
 * @param headers it sends and takes header blocks
 * @param noResponders it wants a status message when nobody takes a request
 * @param protocol 1: it takes an INFO at any time
 * @param name its own name for itself; empty where it has none, as the next two
 * @param lang the language of its library
 * @param version of its library
 * @param forbidden it asks for an account by name, which no server grants
 */
public record ClientConnect(boolean verbose, boolean pedantic, boolean echo, boolean headers, boolean noResponders,
    int protocol, String name, String lang, String version, boolean forbidden) {

  /** Before it has said anything, and where it leaves something out. */
  static final ClientConnect DEFAULT = new ClientConnect(true, true, true, false, false, 0, "", "", "", false);

  private static final List<String> FLAGS = List.of("verbose", "pedantic", "echo", "headers", "no_responders",
      "tls_required", "new_account");
  private static final List<String> TEXTS = List.of("user", "pass", "auth_token", "nkey", "sig", "jwt", "name", "lang",
      "version", "account");

  /** Reads a CONNECT in which what is missing stays as it was; null where it is no object or a field has the wrong kind. */
  @Nullable
  ClientConnect changedBy(String json) {
    JsonObject connect = ProtocolJson.statement(json);
    if (connect == null || !isWellTyped(connect)) {
      return null;
    }
    return new ClientConnect(connect.getBoolean("verbose", verbose), connect.getBoolean("pedantic", pedantic),
        connect.getBoolean("echo", echo), connect.getBoolean("headers", headers),
        connect.getBoolean("no_responders", noResponders), protocol(connect),
        connect.has("name") ? ProtocolJson.shown(connect, "name") : name,
        connect.has("lang") ? ProtocolJson.shown(connect, "lang") : lang,
        connect.has("version") ? ProtocolJson.shown(connect, "version") : version,
        !connect.getString("account", "").isEmpty() || connect.getBoolean("new_account", false));
  }

  private static boolean isWellTyped(JsonObject connect) {
    for (String flag : FLAGS) {
      if (connect.has(flag) && !connect.isNull(flag) && !connect.isBoolean(flag)) {
        return false;
      }
    }
    for (String text : TEXTS) {
      if (connect.has(text) && !connect.isNull(text) && !connect.isString(text)) {
        return false;
      }
    }
    Object number = connect.get("protocol");
    return number == null || number instanceof Integer || number instanceof Long;
  }

  /** A number that is too large for an {@code int} is no protocol either. */
  private int protocol(JsonObject connect) {
    return Math.clamp(connect.getLong("protocol", protocol), -1, Integer.MAX_VALUE);
  }

  /** The {@code -ERR} that ends a client which says this; null where nothing is wrong. */
  @Nullable
  String whyRefused() {
    if (forbidden) {
      return "Authorization Violation";
    }
    if (protocol != 0 && protocol != 1) {
      return "invalid client protocol";
    }
    return noResponders && !headers ? "no responders requires headers support" : null;
  }
}
