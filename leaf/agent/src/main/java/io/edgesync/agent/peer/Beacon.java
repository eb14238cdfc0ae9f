package io.edgesync.agent.peer;

import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.content.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A presence beacon: {@code pragma edgesync 1 NODE FEATURES}, then {@code pragma edgesync-project CODE DIGEST} for each project
 * that the node serves.
 *
 * @param sender  who is present
 * @param digests the fingerprint's digest of each project
 */
record Beacon(PeerHello sender, Map<ProjectCode, String> digests) {

  private static final String PROJECT = "edgesync-project";
  private static final int PROJECTS_MAX = 10_000;

  Beacon {
    digests = Map.copyOf(digests);
  }

  byte[] encode() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    CardWriter writer = new CardWriter(text);
    try {
      writer.write(sender.card());
      for (Map.Entry<ProjectCode, String> entry : digests.entrySet()) {
        writer.write(new PragmaCard(PROJECT, List.of(entry.getKey().hex(), entry.getValue())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toByteArray();
  }

  /** Reads a beacon; null when nobody says that it is his. */
  static @Nullable Beacon parse(byte[] payload, CardLimits limits, MemoryBudget budget)
      throws IOException, InterruptedException {
    PeerHello sender = null;
    Map<ProjectCode, String> digests = new LinkedHashMap<>();
    try (CardReader cards = new CardReader(new ByteArrayInputStream(payload), limits, budget)) {
      for (@Nullable
      Card card = cards.next(); card != null && digests.size() < PROJECTS_MAX; card = cards.next()) {
        try (Card open = card) {
          if (open instanceof PragmaCard pragma) {
            if (sender == null) {
              sender = PeerHello.parse(pragma).orElse(null);
            }
            List<String> arguments = pragma.arguments();
            if (pragma.name().equals(PROJECT) && arguments.size() >= 2
                && ProjectCode.isProjectCode(arguments.get(0)) && arguments.get(1).matches("[0-9a-f]{32}")) {
              digests.put(new ProjectCode(arguments.get(0)), arguments.get(1));
            }
          }
        }
      }
    }
    return sender == null ? null : new Beacon(sender, digests);
  }
}
