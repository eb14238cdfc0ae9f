package io.edgesync.mesh.leafnode;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The CONNECT of the side that dials a leafnode link.
 *
 * @param cluster name under which the peer's links are one; peers of equal name do not see each other's messages
 * @param remoteAccount the peer's account
 * @param hub the peer dials but acts as the hub
 * @param denyPub subjects the peer does not want to be sent
 * @param lang stated by NATS clients only, which are on the wrong port then
 * @param gateway stated by gateways only
 * @param nkey user key that signed, with {@code sig} over our nonce
 */
public record LeafConnect(String version, String serverId, String name, @Nullable String cluster, boolean headers,
    @Nullable String remoteAccount, boolean hub, List<String> denyPub, @Nullable String lang, @Nullable String gateway,
    @Nullable String nkey, @Nullable String sig) {

  /** The one account of this broker, by the name that {@code nats-server} gives to its own. */
  public static final String ACCOUNT = "$G";

  /** Reads the JSON of a CONNECT line; null when it is not an object. */
  public static @Nullable LeafConnect parse(String json) {
    JsonObject connect = ProtocolJson.object(json);
    if (connect == null) {
      return null;
    }
    List<String> denied = ProtocolJson.strings(connect.getArray("deny_pub")).stream().map(Subjects::toWire).toList();
    return new LeafConnect(ProtocolJson.shown(connect, "version"), ProtocolJson.shown(connect, "server_id"),
        ProtocolJson.shown(connect, "name"), connect.getString("cluster"), connect.getBoolean("headers", false),
        connect.getString("remote_account"), connect.getBoolean("is_hub", false), denied, connect.getString("lang"),
        ProtocolJson.shown(connect, "gateway"), connect.getString("nkey"), connect.getString("sig"));
  }

  /**
   * The line to send, CR LF included. The nonce is signed whenever there is one, whether the server asks for it or not: servers
   * without use for it pass it over.
   */
  public static String line(String serverId, String serverName, LeafRemote remote, @Nullable NodeIdentity identity,
      @Nullable String nonce) {
    JsonStringWriter connect = JsonWriter.string().object().value("version", ServerInfo.VERSION)
        .value("tls_required", false).value("server_id", serverId).value("name", serverName)
        .value("cluster", serverName)
        .value("headers", true).value("remote_account", ACCOUNT);
    if (remote.user() != null) {
      connect.value("user", remote.user());
    }
    if (remote.password() != null) {
      connect.value("pass", remote.password());
    }
    if (identity != null && nonce != null) {
      byte[] signature = identity.sign(nonce.getBytes(StandardCharsets.US_ASCII));
      connect.value("nkey", identity.nodeKey())
          .value("sig", Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
    }
    return "CONNECT " + connect.end().done() + "\r\n";
  }
}
