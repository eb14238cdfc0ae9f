package io.edgesync.agent.status;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@link DaemonStatus} as JSON and back; times are ISO 8601 in UTC, counts and bytes are numbers, absent text is {@code ""}. */
public final class StatusJson {

  private StatusJson() {}

  public static JsonObject of(DaemonStatus status) {
    JsonArray links = new JsonArray();
    for (LinkState link : status.links()) {
      links.add(JsonObject.builder().value("kind", link.kind()).value("remote", link.remote())
          .value("state", link.state()).value("lastError", link.lastError()).done());
    }
    JsonArray repositories = new JsonArray();
    for (RepositoryState repository : status.repositories()) {
      repositories.add(of(repository));
    }
    JsonArray refused = new JsonArray();
    for (RefusedFile file : status.refused()) {
      refused.add(JsonObject.builder().value("file", file.file()).value("why", file.why()).done());
    }
    return JsonObject.builder().value("node", status.node()).value("startedAt", status.startedAt().toString())
        .value("nats", status.nats()).value("leafnode", status.leafnode()).value("http", status.http())
        .value("links", links).value("repositories", repositories).value("refused", refused).done();
  }

  private static JsonObject of(RepositoryState repository) {
    JsonArray peers = new JsonArray();
    for (PeerState peer : repository.peers()) {
      peers.add(PeerJson.of(peer));
    }
    return JsonObject.builder().value("file", repository.file()).value("project", repository.project())
        .value("artifacts", repository.artifacts()).value("blocked", PeerJson.of(repository.blocked()))
        .value("peers", peers).value("morePeers", repository.morePeers()).value("trouble", repository.trouble()).done();
  }

  /** Reads what {@link #of(DaemonStatus)} wrote; missing fields count as empty. */
  public static DaemonStatus parse(JsonObject json) {
    List<LinkState> links = new ArrayList<>();
    for (JsonObject link : objects(json, "links")) {
      links.add(new LinkState(text(link, "kind"), text(link, "remote"), text(link, "state"), text(link, "lastError")));
    }
    List<RepositoryState> repositories = new ArrayList<>();
    for (JsonObject repository : objects(json, "repositories")) {
      repositories.add(repository(repository));
    }
    return new DaemonStatus(text(json, "node"), instant(json, "startedAt"), text(json, "nats"), text(json, "leafnode"),
        text(json, "http"), links, repositories, objects(json, "refused").stream()
            .map(file -> new RefusedFile(text(file, "file"), text(file, "why"))).toList());
  }

  private static RepositoryState repository(JsonObject json) {
    List<PeerState> peers = new ArrayList<>();
    for (JsonObject peer : objects(json, "peers")) {
      peers.add(PeerJson.parse(peer));
    }
    return new RepositoryState(text(json, "file"), text(json, "project"), json.getLong("artifacts"),
        PeerJson.blocked(json), peers, json.getInt("morePeers"), text(json, "trouble"));
  }

  static String text(JsonObject json, String key) {
    return json.getString(key, "");
  }

  static Instant instant(JsonObject json, String key) {
    String text = text(json, key);
    return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
  }

  static List<JsonObject> objects(JsonObject json, String key) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object each : json.getArray(key, new JsonArray())) {
      if (each instanceof JsonObject object) {
        objects.add(object);
      }
    }
    return objects;
  }
}
