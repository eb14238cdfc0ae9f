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

  /** @param login null asks as {@code nobody} */
  public RoundTrip(ArtifactStore store, Transport transport, @Nullable LoginSigner login, SessionLimits limits,
      SyncClock clock, RandomGenerator random) {
    this.store = store;
    this.transport = transport;
    this.login = login;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  /** As whom we ask; null without a login. */
  public @Nullable String login() {
    return login == null ? null : login.login();
  }

  public SessionLimits limits() {
    return limits;
  }

  /** Says {@code items} and gives the reply to {@code reply}. */
  public void ask(List<Item> items, CardSink reply) throws TransportException, InterruptedException {
    List<Item> all = new ArrayList<>();
    all.add(new Item.One(FossilVersion.CLIENT));
    all.addAll(items);
    all.add(new Item.One(Rounds.lastLine(random)));
    Outbox outbox = new Outbox(store, all,
        SendRules.withoutArtifacts(limits.requestBytesMax(), clock.nanoTime() + limits.roundPatience().toNanos()),
        clock);
    transport.exchange(Rounds.next(store.projectCode(), login, limits, clock, random), outbox, reply);
  }
}
