package io.edgesync.sync.presence;

import io.edgesync.sync.PeerHello;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.Card;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.card.CardWriter;
import io.edgesync.xfer.card.PragmaCard;
import io.edgesync.xfer.content.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A presence beacon: {@code pragma edgesync 1 NODE FEATURES}, then {@code pragma edgesync-project CODE DIGEST} for each project
 * that the node serves; from a hub also {@code pragma edgesync-audience COUNT}.
 *
 * @param sender  who is present
 * @param digests the fingerprint's digest of each project
 * @param audience how many the sender knows to hear it where it is sent; 0 when it does not know
 */
public record BeaconMessage(PeerHello sender, Map<ProjectCode, String> digests, int audience) {

  private static final String PROJECT = "edgesync-project";
  private static final String AUDIENCE = "edgesync-audience";
  /** A larger number is taken for this one: whoever says it makes others wait. */
  private static final int AUDIENCE_MAX = 5_000;
  private static final int PROJECTS_MAX = 10_000;
  /** The card of a project, 99 bytes, and some. */
  private static final int PROJECT_BYTES = 128;

  public BeaconMessage {
    digests = Map.copyOf(digests);
  }

  /**
   * At least one message; several where one would be too large, each with some of the projects.
   *
   * @param bytesMax of a message; one project is said whatever it is
   */
  public List<byte[]> encode(int bytesMax) {
    List<byte[]> messages = new ArrayList<>();
    ByteArrayOutputStream text = begin();
    int empty = text.size();
    for (Map.Entry<ProjectCode, String> entry : digests.entrySet()) {
      if (text.size() > empty && text.size() + PROJECT_BYTES > bytesMax) {
        messages.add(text.toByteArray());
        text = begin();
      }
      write(text, new PragmaCard(PROJECT, List.of(entry.getKey().hex(), entry.getValue())));
    }
    messages.add(text.toByteArray());
    return messages;
  }

  private ByteArrayOutputStream begin() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    write(text, sender.card());
    if (audience > 0) {
      write(text, new PragmaCard(AUDIENCE, List.of(Integer.toString(audience))));
    }
    return text;
  }

  private static void write(ByteArrayOutputStream text, Card card) {
    try {
      new CardWriter(text).write(card);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** Reads a beacon; null when nobody says that it is his. */
  public static @Nullable BeaconMessage parse(byte[] payload, CardLimits limits, MemoryBudget budget)
      throws IOException, InterruptedException {
    PeerHello sender = null;
    Map<ProjectCode, String> digests = new LinkedHashMap<>();
    int audience = 0;
    // No card of it has a payload: what there is of such is passed over, and no room is asked for.
    try (CardReader cards = CardReader.ofMessage(payload, limits.withPayloadBytesMax(1), budget)) {
      while (digests.size() < PROJECTS_MAX) {
        try (Card open = cards.next()) {
          if (open == null) {
            break;
          }
          if (open instanceof PragmaCard pragma) {
            if (sender == null) {
              sender = PeerHello.parse(pragma).orElse(null);
            }
            List<String> arguments = pragma.arguments();
            if (pragma.name().equals(PROJECT) && arguments.size() >= 2
                && ProjectCode.isProjectCode(arguments.get(0)) && arguments.get(1).matches("[0-9a-f]{32}")) {
              digests.put(new ProjectCode(arguments.get(0)), arguments.get(1));
            } else if (pragma.name().equals(AUDIENCE) && !arguments.isEmpty()
                && arguments.getFirst().matches("[0-9]{1,9}")) {
              audience = Math.min(Integer.parseInt(arguments.getFirst()), AUDIENCE_MAX);
            }
          }
        }
      }
    }
    return sender == null ? null : new BeaconMessage(sender, digests, audience);
  }
}
