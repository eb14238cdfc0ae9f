package io.edgesync.mesh.leafnode;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
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
 * @param peer the peer wants a link of equals, which only our own kind knows
 * @param gateway stated by gateways only
 * @param choosesAccount it names an account of ours, which its user decides
 * @param nkey user key that signed, with {@code sig} over our nonce
 */
public record LeafConnect(String version, String serverId, String name, @Nullable String cluster, boolean headers,
    @Nullable String remoteAccount, boolean hub, boolean peer, List<String> denyPub, @Nullable String lang,
    @Nullable String gateway, boolean choosesAccount, @Nullable String nkey, @Nullable String sig) {

  /** Reads the JSON of a CONNECT line; null when it is not an object. */
  public static @Nullable LeafConnect parse(String json) {
    JsonObject connect = ProtocolJson.statement(json);
    if (connect == null) {
      return null;
    }
    List<String> denied = ProtocolJson.strings(connect.getArray("deny_pub")).stream().map(Subjects::toWire).toList();
    return new LeafConnect(ProtocolJson.shown(connect, "version"), ProtocolJson.shown(connect, "server_id"),
        ProtocolJson.shown(connect, "name"), connect.getString("cluster"), connect.getBoolean("headers", false),
        connect.getString("remote_account"), connect.getBoolean("is_hub", false),
        connect.getBoolean(ServerInfo.PEER_LINK, false), denied, connect.getString("lang"),
        ProtocolJson.shown(connect, "gateway"),
        connect.getBoolean("new_account", false) || !connect.getString("account", "").isEmpty(),
        connect.getString("nkey"), connect.getString("sig"));
  }

  /**
   * The line to send, CR LF included.
   *
   * @param remote its user and password, or its token, are stated
   * @param signer signs the nonce, whether the server asks for it or not: servers without use for it pass it over. Null for nobody
   */
  public static String line(String serverId, String serverName, LinkOptions link, LeafRemote remote,
      @Nullable UserCredentials signer, @Nullable String nonce) {
    JsonStringWriter connect = JsonWriter.string().object().value("version", ServerInfo.VERSION)
        .value("tls_required", false).value("server_id", serverId).value("name", serverName)
        .value("cluster", serverName)
        .value("headers", true).value("remote_account", link.account());
    switch (link.role()) {
      case LEAF -> {
      }
      case HUB -> connect.value("is_hub", true);
      case PEER -> connect.value(ServerInfo.PEER_LINK, true);
    }
    if (!link.denyImports().isEmpty()) {
      connect.array("deny_pub");
      link.denyImports().forEach(connect::value);
      connect.end();
    }
    if (remote.user() != null) {
      connect.value("user", remote.user());
      connect.value(remote.password() == null ? "auth_token" : "pass",
          remote.password() == null ? remote.user() : remote.password());
    }
    if (signer != null && nonce != null) {
      byte[] signature = signer.key().sign(nonce.getBytes(StandardCharsets.US_ASCII));
      if (signer.jwt() == null) {
        connect.value("nkey", signer.key().nodeKey());
      } else {
        connect.value("jwt", signer.jwt());
      }
      connect.value("sig", Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
    }
    return "CONNECT " + connect.end().done() + "\r\n";
  }
}
