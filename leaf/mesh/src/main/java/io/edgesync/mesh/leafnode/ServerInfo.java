package io.edgesync.mesh.leafnode;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import io.edgesync.mesh.subject.SubjectPermissions;
import io.edgesync.mesh.subject.Subjects;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The INFO that a NATS server opens a connection with, as far as a leafnode peer or a probe needs it.
 *
 * @param clientId 0 where absent, as on route ports
 * @param leafnodeUrls null where absent; leafnode listeners send it, if only empty, or state {@code infoOnConnect}
 * @param websocketUrls {@code ws_connect_urls}: where it, and its cluster, take WebSockets; null where absent
 * @param connectInfo this is the second INFO, the answer to a leafnode CONNECT
 * @param imports what the server lets us receive
 * @param exports what the server lets us send
 * @param peerLinks it knows links of equals
 */
public record ServerInfo(String serverId, String serverName, String version, @Nullable String cluster, boolean headers,
    int maxPayloadBytes, boolean authRequired, boolean tlsRequired, long clientId, @Nullable String clientIp,
    @Nullable String nonce, @Nullable List<String> leafnodeUrls, @Nullable List<String> websocketUrls,
    boolean infoOnConnect, boolean connectInfo,
    SubjectPermissions imports, SubjectPermissions exports, boolean peerLinks) {

  /** Field of INFO and CONNECT between two of our kind; servers pass over what they do not know. */
  static final String PEER_LINK = "peer_link";

  /** What to present ourselves as: the server whose behaviour this broker has. */
  public static final String VERSION = "2.9.10";

  /** Reads the JSON of an INFO line; null when it is none. */
  public static @Nullable ServerInfo parse(String json) {
    JsonObject info = ProtocolJson.statement(json);
    if (info == null || !info.isString("server_id")) {
      return null;
    }
    return new ServerInfo(info.getString("server_id"), ProtocolJson.shown(info, "server_name"),
        ProtocolJson.shown(info, "version"),
        info.getString("cluster"), info.getBoolean("headers", false), info.getInt("max_payload", 0),
        info.getBoolean("auth_required", false), info.getBoolean("tls_required", false), info.getLong("client_id", 0),
        info.getString("client_ip"), info.getString("nonce"),
        info.has("leafnode_urls") ? ProtocolJson.strings(info.getArray("leafnode_urls")) : null,
        info.has("ws_connect_urls") ? ProtocolJson.strings(info.getArray("ws_connect_urls")) : null,
        info.getBoolean("info_on_connect", false), info.getBoolean("connect_info", false),
        permissions(info.getObject("import")), permissions(info.getObject("export")),
        info.getBoolean(PEER_LINK, false));
  }

  private static SubjectPermissions permissions(@Nullable JsonObject lists) {
    if (lists == null) {
      return SubjectPermissions.EVERYTHING;
    }
    return new SubjectPermissions(wire(ProtocolJson.strings(lists.getArray("allow"))),
        wire(ProtocolJson.strings(lists.getArray("deny"))));
  }

  private static List<String> wire(List<String> subjects) {
    return subjects.stream().map(Subjects::toWire).toList();
  }

  /** What kind of listener sends such a line. */
  public PortProbe.Kind kind() {
    if (leafnodeUrls != null || infoOnConnect) {
      return PortProbe.Kind.LEAFNODE;
    }
    // Routes and gateways state neither a client's address nor a number for it.
    return clientIp != null || clientId != 0 ? PortProbe.Kind.CLIENT : PortProbe.Kind.OTHER_NATS;
  }

  /**
   * The line for a client, CR LF included.
   *
   * @param connectUrls other servers that it may go to
   * @param lameDuck we are about to go
   * @param demands what it has to do before it is let in
   */
  public static String forClient(String serverId, String serverName, String host, int port, int maxPayloadBytes,
      long clientId, String clientIp, List<String> connectUrls, boolean lameDuck,
      ServerDemands demands) {
    JsonStringWriter info = JsonWriter.string().object().value("server_id", serverId).value("server_name", serverName)
        .value("version", VERSION).value("proto", 1).value("go", "jvm").value("host", host).value("port", port)
        .value("headers", true).value("max_payload", maxPayloadBytes).value("client_id", clientId)
        .value("client_ip", clientIp);
    if (!connectUrls.isEmpty()) {
      info.array("connect_urls");
      connectUrls.forEach(info::value);
      info.end();
    }
    if (lameDuck) {
      info.value("ldm", true);
    }
    demands.write(info);
    return line(info);
  }

  /**
   * The first line for a leafnode, CR LF included. No addresses are advertised, because a peer would dial them.
   *
   * @param demands with a nonce
   */
  public static String forLeaf(String serverId, String serverName, String host, int port, int maxPayloadBytes,
      long clientId, ServerDemands demands) {
    JsonStringWriter info = leaf(serverId, serverName, host, port, maxPayloadBytes, clientId);
    demands.write(info);
    return line(info.array("leafnode_urls").end());
  }

  /**
   * The second line for a leafnode, the answer to its CONNECT.
   *
   * @param account that it is in
   * @param imports what it may receive
   * @param exports what it may send
   */
  public static String forLeafThatIsIn(String serverId, String serverName, String host, int port, int maxPayloadBytes,
      long clientId, String account, SubjectPermissions imports, SubjectPermissions exports) {
    JsonStringWriter info = leaf(serverId, serverName, host, port, maxPayloadBytes, clientId)
        .value("connect_info", true).value("remote_account", account);
    write(info, "import", imports);
    write(info, "export", exports);
    return line(info.array("leafnode_urls").end());
  }

  private static void write(JsonStringWriter info, String key, SubjectPermissions lists) {
    if (lists.allow().isEmpty() && lists.deny().isEmpty()) {
      return;
    }
    info.object(key);
    write(info, "allow", lists.allow());
    write(info, "deny", lists.deny());
    info.end();
  }

  private static void write(JsonStringWriter info, String key, List<String> subjects) {
    if (!subjects.isEmpty()) {
      info.array(key);
      subjects.forEach(info::value);
      info.end();
    }
  }

  private static JsonStringWriter leaf(String serverId, String serverName, String host, int port, int maxPayloadBytes,
      long clientId) {
    return JsonWriter.string().object().value("server_id", serverId).value("server_name", serverName)
        .value("version", VERSION).value("proto", 1).value("go", "jvm").value("host", host).value("port", port)
        .value("headers", true).value("max_payload", maxPayloadBytes).value("client_id", clientId)
        .value("info_on_connect", true).value(PEER_LINK, true);
  }

  private static String line(JsonStringWriter object) {
    return "INFO " + object.end().done() + " \r\n";
  }
}
