package io.edgesync.agent.goedgesync;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import io.edgesync.xfer.artifact.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A hub of Go EdgeSync has a new check-in: {@code {"rid":7,"uuid":"3a7f…","peer_id":"office-hub"}}, plain JSON. The {@code rid} is a number
 * of the sender's file and means nothing elsewhere; ours is 0. Keys that are not known are passed over.
 *
 * @param checkin the {@code uuid}
 * @param peerId  who answers on {@code <prefix>.<pc>.sync.<peer-id>}: one token of a subject
 */
record CommitAnnouncement(Hash checkin, String peerId) {

  /** Go's have some 150 bytes; more than this is not read. */
  static final int BYTES_MAX = 2048;

  /** A name that is one token of a subject and may stand in a log. */
  private static final Pattern PEER_ID = Pattern.compile("[^\\s.*>\\p{Cntrl}]{1,128}");

  CommitAnnouncement {
    if (!PEER_ID.matcher(peerId).matches()) {
      throw new IllegalArgumentException("peer id: expected one token of a subject");
    }
  }

  byte[] encode() {
    return JsonWriter
        .string(JsonObject.builder().value("rid", 0).value("uuid", checkin.hex()).value("peer_id", peerId).done())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** What somebody on the mesh sent; empty for everything that is no announcement. */
  static Optional<CommitAnnouncement> parse(byte[] payload) {
    if (payload.length > BYTES_MAX) {
      return Optional.empty();
    }
    try {
      JsonObject json = JsonParser.object().from(new String(payload, StandardCharsets.UTF_8));
      return json.get("uuid") instanceof String uuid && Hash.isHash(uuid) && json.get("peer_id") instanceof String peer
          && PEER_ID.matcher(peer).matches()
              ? Optional.of(new CommitAnnouncement(new Hash(uuid), peer))
              : Optional.empty();
    } catch (JsonParserException notJson) {
      return Optional.empty();
    }
  }
}
