package io.edgesync.cli.sync;

import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.PeerState;
import io.edgesync.agent.status.SessionState;
import io.edgesync.agent.status.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where a repository stands with a peer, as lines for a person. */
final class PeerLines {

  private PeerLines() {}

  static List<String> of(PeerState peer) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(peer));
    lines.add(String.format(Locale.ROOT, "    last success %s, bytes in %,d, out %,d",
        peer.lastSuccess() == null ? "never" : peer.lastSuccess(), peer.bytesIn(), peer.bytesOut()));
    SessionState last = peer.last();
    if (last.outcome() != SessionState.Outcome.NEVER) {
      lines.add(String.format(Locale.ROOT, "    last session %s %s, rounds %d, received %d, sent %d%s",
          last.outcome().word(), last.when(), last.rounds(), last.received(), last.sent(),
          last.error().isEmpty() ? "" : ": " + last.error()));
    }
    peer.notes().forEach(note -> lines.add("    " + note));
    for (BlockedArtifact artifact : peer.blocked()) {
      lines.add("    blocked " + artifact.name() + ": " + artifact.why());
    }
    return lines;
  }

  /** For example {@code behind by 3 artifacts, syncing now  UABC…}. */
  private static String headline(PeerState peer) {
    StringBuilder words = new StringBuilder(peer.standing().word());
    if (peer.asOf() != null) {
      words.append(peer.standing() == Standing.GONE ? " since " : " at ").append(peer.asOf());
    }
    if (peer.behind() > 0) {
      words.append(peer.standing() == Standing.BEHIND ? " by " : ", behind by ").append(peer.behind())
          .append(peer.behind() == 1 ? " artifact" : " artifacts");
    }
    return words + (peer.syncing() ? ", syncing now" : "") + "  " + peer.peer();
  }
}
