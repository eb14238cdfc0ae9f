package io.edgesync.agent.nats;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Headers;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.Subscription;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.presence.BeaconMessage;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks who of our own nodes holds a project: {@code pragma edgesync-seek NODE} where announcements go, answered by each node that gives it
 * to others with its beacon, at the asker's inbox. Nodes that do not know the pragma keep silent.
 */
public final class PeerSearch {

  private static final String SEEK = "pragma edgesync-seek ";
  /** Interest travels through hubs: the first asking may come before it. Doubled each time. */
  private static final Duration REPEATED_FIRST = Duration.ofMillis(50);
  private static final Duration REPEATED_LAST = Duration.ofMillis(500);
  /** After the first answer, for those that live farther away: so many times as long as that one took. */
  private static final int GATHERING_TIMES = 4;
  private static final Duration GATHERING_MIN = Duration.ofMillis(100);
  private static final Duration GATHERING_MAX = Duration.ofMillis(400);
  private static final int ANSWERS_MAX = 1000;

  private final PeerEndpoint endpoint;
  private final CardLimits limits;
  private final MemoryBudget budget;

  public PeerSearch(PeerEndpoint endpoint, CardLimits limits, MemoryBudget budget) {
    this.endpoint = endpoint;
    this.limits = limits;
    this.budget = budget;
  }

  /**
   * The nodes that give parts of clones of the project.
   *
   * @param but      nodes to leave out
   * @param patience until the first has answered
   * @param max      more are not waited for
   */
  public Set<String> find(ProjectCode project, Set<String> but, Duration patience, int max)
      throws InterruptedException {
    String inbox = endpoint.bus().newInbox();
    LinkedBlockingQueue<Delivery> answers = new LinkedBlockingQueue<>(ANSWERS_MAX);
    Set<String> found = new LinkedHashSet<>();
    Message question = new Message(endpoint.subjects().gossip(project), inbox, Headers.NONE,
        (SEEK + endpoint.node() + "\n").getBytes(StandardCharsets.US_ASCII));
    try (Subscription _ = endpoint.bus().subscribe(inbox, answers::offer)) {
      long began = System.nanoTime();
      long deadline = began + patience.toNanos();
      long askAgain = began;
      long repeated = REPEATED_FIRST.toNanos();
      while (found.size() < max && System.nanoTime() - deadline < 0) {
        long now = System.nanoTime();
        if (found.isEmpty() && now - askAgain >= 0) {
          endpoint.bus().publish(question);
          askAgain = now + repeated;
          repeated = Math.min(2 * repeated, REPEATED_LAST.toNanos());
        }
        long until = found.isEmpty() ? Math.min(askAgain, deadline) : deadline;
        Delivery answer = answers.poll(until - now, TimeUnit.NANOSECONDS);
        String node = answer == null ? null : node(answer, project);
        if (node != null && !but.contains(node) && found.add(node) && found.size() == 1) {
          long first = System.nanoTime();
          deadline = first + Math.clamp(GATHERING_TIMES * (first - began), GATHERING_MIN.toNanos(),
              GATHERING_MAX.toNanos());
        }
      }
    }
    return found;
  }

  private @Nullable String node(Delivery answer, ProjectCode project) throws InterruptedException {
    try {
      BeaconMessage beacon = BeaconMessage.parse(answer.payload(), limits, budget);
      return beacon != null && beacon.digests().containsKey(project) && beacon.sender().has(PeerHello.PARTS)
          ? beacon.sender().node()
          : null;
    } catch (IOException notUnderstood) {
      return null;
    }
  }

  /** Whether an announcement is such a question. */
  public static boolean isOne(Delivery delivery) {
    byte[] start = SEEK.getBytes(StandardCharsets.US_ASCII);
    byte[] payload = delivery.payload();
    return payload.length > start.length && Arrays.equals(payload, 0, start.length, start, 0, start.length);
  }

  /**
   * What a node that holds the project says to it; null where the question does not come from an inbox of one of our nodes: nobody else is
   * to be written to on somebody's word.
   */
  public static @Nullable Message answer(Delivery delivery, SyncSubjects subjects, BeaconMessage beacon) {
    String reply = delivery.message().reply();
    return reply == null || subjects.owner(reply).equals(reply)
        ? null
        : new Message(reply, beacon.encode(Integer.MAX_VALUE).getFirst());
  }
}
