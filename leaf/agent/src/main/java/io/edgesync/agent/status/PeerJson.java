package io.edgesync.agent.status;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link PeerState} as JSON and back. */
final class PeerJson {

  private PeerJson() {}

  static JsonObject of(PeerState peer) {
    SessionState last = peer.last();
    JsonArray notes = new JsonArray();
    notes.addAll(peer.notes());
    return JsonObject.builder().value("peer", peer.peer()).value("standing", peer.standing().word())
        .value("asOf", text(peer.asOf())).value("behind", peer.behind()).value("syncing", peer.syncing())
        .value("blocked", of(peer.blocked())).value("notes", notes).value("lastSuccess", text(peer.lastSuccess()))
        .value("bytesIn", peer.bytesIn()).value("bytesOut", peer.bytesOut())
        .value("last", JsonObject.builder().value("outcome", last.outcome().word())
            .value("when", last.outcome() == SessionState.Outcome.NEVER ? "" : last.when().toString())
            .value("rounds", last.rounds()).value("received", last.received()).value("sent", last.sent())
            .value("bytesIn", last.bytesIn()).value("bytesOut", last.bytesOut()).value("error", last.error()).done())
        .done();
  }

  static PeerState parse(JsonObject json) {
    List<String> notes = new ArrayList<>();
    json.getArray("notes", new JsonArray()).forEach(note -> notes.add(String.valueOf(note)));
    JsonObject last = json.getObject("last", new JsonObject());
    return new PeerState(StatusJson.text(json, "peer"), standing(StatusJson.text(json, "standing")),
        instant(json, "asOf"), json.getInt("behind"), json.getBoolean("syncing", false), blocked(json), notes,
        instant(json, "lastSuccess"), json.getLong("bytesIn"), json.getLong("bytesOut"),
        new SessionState(outcome(StatusJson.text(last, "outcome")), StatusJson.instant(last, "when"),
            last.getInt("rounds"), last.getLong("received"), last.getLong("sent"), last.getLong("bytesIn"),
            last.getLong("bytesOut"), StatusJson.text(last, "error")));
  }

  static JsonArray of(List<BlockedArtifact> artifacts) {
    JsonArray blocked = new JsonArray();
    for (BlockedArtifact artifact : artifacts) {
      blocked.add(JsonObject.builder().value("name", artifact.name()).value("why", artifact.why()).done());
    }
    return blocked;
  }

  static List<BlockedArtifact> blocked(JsonObject json) {
    return StatusJson.objects(json, "blocked").stream()
        .map(each -> new BlockedArtifact(StatusJson.text(each, "name"), StatusJson.text(each, "why"))).toList();
  }

  private static String text(@Nullable Instant instant) {
    return instant == null ? "" : instant.toString();
  }

  private static @Nullable Instant instant(JsonObject json, String key) {
    return StatusJson.text(json, key).isEmpty() ? null : StatusJson.instant(json, key);
  }

  /** What we do not know is no success. */
  private static Standing standing(String word) {
    for (Standing standing : Standing.values()) {
      if (standing.word().equals(word)) {
        return standing;
      }
    }
    return Standing.FAILED;
  }

  private static SessionState.Outcome outcome(String word) {
    for (SessionState.Outcome outcome : SessionState.Outcome.values()) {
      if (outcome.word().equals(word)) {
        return outcome;
      }
    }
    return SessionState.Outcome.FAILED;
  }
}
