package io.edgesync.agent.nats;

import io.edgesync.mesh.Bus;
import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.Message;
import io.edgesync.mesh.Subscription;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.round.Principal;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One node's place on the Bus: a single subscription {@code <prefix>.peer.<node>.>} takes the rounds addressed to it and the
 * replies to what it asked. Routing happens on the subscription's thread and never blocks.
 */
public final class PeerEndpoint implements AutoCloseable {

  /** Takes what comes for one exchange; must not block. */
  interface PartHandler {
    void onPart(Part part);

    /** Of which round parts are expected. */
    String round();

    /** The mesh says that nobody listens on the subject that was asked. */
    default void onNoResponders() {}
  }

  /** Takes parts of rounds addressed to this node; must not block. */
  interface RoundHandler {
    void onPart(ProjectCode project, Delivery delivery, Part part);
  }

  private final Bus bus;
  private final SyncSubjects subjects;
  private final String node;
  private final Function<Delivery, Principal.Mesh> origins;
  private final Map<String, PartHandler> inboxes = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Subscription subscription;
  /** Written once by the answerer's constructor, read by the subscription's thread. */
  private volatile @Nullable RoundHandler rounds;

  public PeerEndpoint(Bus bus, SyncSubjects subjects, String node) {
    this(bus, subjects, node, _ -> new Principal.Mesh("nats", null));
  }

  /** @param origins by what a message came */
  public PeerEndpoint(Bus bus, SyncSubjects subjects, String node, Function<Delivery, Principal.Mesh> origins) {
    this.origins = origins;
    this.bus = bus;
    this.subjects = subjects;
    this.node = node;
    this.subscription = bus.subscribe(subjects.allOf(node), this::route);
  }

  public String node() {
    return node;
  }

  /** By what a message came, as far as the Bus vouches for it. */
  public Principal.Mesh origin(Delivery delivery) {
    return origins.apply(delivery);
  }

  /** The same, with this node's name on it. */
  public Message fromHere(Message message) {
    return new Message(message.subject(), message.reply(), message.headers().with(RoundHeaders.NODE, node),
        message.payload());
  }

  /** Whether a message says that it comes from one of our nodes, which Go's peers do not. */
  public boolean isOurs(Delivery delivery) {
    return delivery.headers().first(RoundHeaders.NODE).isPresent();
  }

  public Bus bus() {
    return bus;
  }

  /** Publishes; once the Bus is closed there is nobody to be told. */
  void tell(Message message) {
    try {
      bus.publish(message);
    } catch (IllegalStateException closing) {
      // Whoever waits for it meets the end of the exchange by himself.
    }
  }

  public SyncSubjects subjects() {
    return subjects;
  }

  void answerWith(@Nullable RoundHandler handler) {
    rounds = handler;
  }

  /** A fresh inbox; whoever opens it closes it with {@link #closeInbox}. */
  String openInbox(PartHandler handler) {
    byte[] token = new byte[12];
    random.nextBytes(token);
    String name = HexFormat.of().formatHex(token);
    inboxes.put(name, handler);
    return name;
  }

  void closeInbox(String token) {
    inboxes.remove(token);
  }

  String inboxSubject(String token) {
    return subjects.inbox(node, token);
  }

  private void route(Delivery delivery) {
    String token = subjects.inboxToken(node, delivery.subject());
    if (token != null) {
      PartHandler handler = inboxes.get(token);
      if (handler != null && delivery.headers().status() == 503) {
        handler.onNoResponders();
      } else if (handler != null) {
        boolean isIts = delivery.headers().first(Part.ROUND).orElse("").equals(handler.round());
        handler.onPart(isIts ? Part.parse(delivery.message()) : new Part.Malformed("a part of another round came"));
      }
      return;
    }
    ProjectCode project = subjects.directedProject(node, delivery.subject());
    RoundHandler handler = rounds;
    if (project != null && handler != null) {
      handler.onPart(project, delivery, Part.parse(delivery.message()));
    }
  }

  /** Withdraws the subscription; exchanges that run see silence. */
  @Override
  public void close() {
    subscription.close();
  }
}
