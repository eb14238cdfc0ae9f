package io.edgesync.sync.session;

import io.edgesync.repository.artifact.ArtifactStore;
import io.edgesync.sync.FossilVersion;
import io.edgesync.sync.SyncClock;
import io.edgesync.sync.send.Item;
import io.edgesync.sync.send.Outbox;
import io.edgesync.sync.send.SendRules;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.round.CardSink;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.round.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Rounds that are neither pull nor push: unversioned files and configuration travel in them. Who we are comes first, and noise that makes equal
 * requests differ last.
 */
public final class RoundTrip {

  private final ArtifactStore store;
  private final Transport transport;
  private final @Nullable LoginSigner login;
  private final SessionLimits limits;
  private final SyncClock clock;
  private final RandomGenerator random;
  private final @Nullable LinkExchange links;
  private boolean isFirst = true;

  /** @param login null asks as {@code nobody} */
  public RoundTrip(ArtifactStore store, Transport transport, @Nullable LoginSigner login, SessionLimits limits,
      SyncClock clock, RandomGenerator random) {
    this(store, transport, login, limits, clock, random, null);
  }

  private RoundTrip(ArtifactStore store, Transport transport, @Nullable LoginSigner login, SessionLimits limits,
      SyncClock clock, RandomGenerator random, @Nullable LinkExchange links) {
    this.store = store;
    this.transport = transport;
    this.login = login;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
    this.links = links;
  }

  /** The same with a server that is told of us in the first round, and noted when it has answered that. */
  public RoundTrip withLinks(LinkExchange exchange) {
    return new RoundTrip(store, transport, login, limits, clock, random, exchange);
  }

  /** As whom we ask; null without a login. */
  public @Nullable String login() {
    return login == null ? null : login.login();
  }

  public SessionLimits limits() {
    return limits;
  }

  /**
   * Says {@code items} and gives the reply to {@code reply}.
   *
   * @param words what the reader of the reply has found it to say
   */
  public void ask(List<Item> items, CardSink reply, ServerWords words)
      throws TransportException, InterruptedException {
    List<Item> all = new ArrayList<>();
    all.add(new Item.One(FossilVersion.CLIENT));
    LinkExchange telling = isFirst ? links : null;
    isFirst = false;
    if (telling != null) {
      telling.said(false).forEach(card -> all.add(new Item.One(card)));
    }
    all.addAll(items);
    all.add(new Item.One(Rounds.lastLine(random)));
    Outbox outbox = new Outbox(store, all,
        SendRules.withoutArtifacts(limits.requestBytesMax(), clock.nanoTime() + limits.roundPatience().toNanos()),
        clock);
    transport.exchange(Rounds.next(store.projectCode(), login, limits, clock, random), outbox, reply);
    if (telling != null && !words.isOver()) {
      telling.answered();
    }
  }
}
