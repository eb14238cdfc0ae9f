package io.edgesync.sync.simulation;

import io.edgesync.repository.artifact.Provenance;
import io.edgesync.sync.Fingerprint;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.answer.AnswerGate;
import io.edgesync.sync.gossip.Gossip;
import io.edgesync.sync.gossip.GossipEffect;
import io.edgesync.sync.gossip.GossipEvent;
import io.edgesync.sync.gossip.GossipLimits;
import io.edgesync.sync.gossip.GossipMessage;
import io.edgesync.sync.gossip.Hearing;
import io.edgesync.sync.memory.MemoryArtifactStore;
import io.edgesync.sync.presence.BeaconEffect;
import io.edgesync.sync.presence.BeaconEvent;
import io.edgesync.sync.presence.BeaconMessage;
import io.edgesync.sync.presence.Beacons;
import io.edgesync.sync.presence.TricklePace;
import io.edgesync.sync.session.Direction;
import io.edgesync.sync.session.SessionLimits;
import io.edgesync.sync.session.SyncListener;
import io.edgesync.sync.session.SyncOutcome;
import io.edgesync.sync.session.SyncRequest;
import io.edgesync.sync.session.SyncSession;
import io.edgesync.sync.session.Traffic;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.card.CardReader;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.TransportException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A node: its store outlives a restart, everything else does not. */
final class SimNode {

  static final ProjectCode PROJECT = new ProjectCode("c0de".repeat(10));
  private static final int RIDE_BYTES_MAX = 16 << 10;
  private static final int MESSAGE_BYTES_MAX = 64 << 10;
  private static final int NODES_MAX = 2000;

  /** How nodes are. */
  record Kind(TricklePace pace, GossipLimits limits, AnswerGate.Limits answers, long answerNanos, boolean trusts,
      boolean isHub) {}

  final String name;
  final MemoryArtifactStore store;
  final List<SimNetwork.Domain> domains = new ArrayList<>();
  private final SimNetwork network;
  private final Map<String, SimNode> directory;
  private final Kind kind;
  /** Of a session. */
  private record Running(String node, boolean compares) {}

  private final SplittableRandom random;
  private final PeerHello self;
  private Fingerprint fingerprint = new Fingerprint();
  /** By which domain comes what is not stored yet, as far as is known. */
  private final Map<Hash, String> origins = new LinkedHashMap<>();
  private String digest = "";
  /** Counts starts and stops; what was planned in one life means nothing in another. */
  private int life;
  private boolean isUp;
  private Gossip gossip;
  private Beacons beacons;
  private SimAnswers answers;
  private final Map<String, String> viaOf = new LinkedHashMap<>();
  private final Map<Running, SimThread> sessions = new LinkedHashMap<>();
  private long gossipWake;
  private long beaconWake;

  SimNode(String name, SimNetwork network, Map<String, SimNode> directory, Kind kind, SplittableRandom random) {
    this.name = name;
    this.network = network;
    this.directory = directory;
    this.kind = kind;
    this.random = random;
    this.self = PeerHello.of(name, 64 << 20, PeerHello.STORED);
    this.store = new MemoryArtifactStore(PROJECT, String.format("%040x", directory.size() + 1), 64 << 20);
    directory.put(name, this);
    born();
  }

  private void born() {
    fingerprint = new Fingerprint();
    store.forEachName(fingerprint::add);
    digest = fingerprint.digest();
    gossip = new Gossip(name, digest, kind.limits(), () -> 1, _ -> false, random.split());
    beacons = new Beacons(name, kind.pace(), NODES_MAX, _ -> false, random.split());
    answers = new SimAnswers(store, name, network, kind);
  }

  boolean isUp() {
    return isUp;
  }

  String digest() {
    return digest;
  }

  void start() {
    life++;
    isUp = true;
    born();
    beacon(new BeaconEvent.Changed(PROJECT, digest));
    domains.forEach(domain -> beacon(new BeaconEvent.DomainUp(domain.name, audience(domain))));
  }

  void stop() {
    life++;
    isUp = false;
    List.copyOf(sessions.values()).forEach(SimThread::interrupt);
    sessions.clear();
    viaOf.clear();
  }

  void domainUp(SimNetwork.Domain domain) {
    if (isUp) {
      beacon(new BeaconEvent.DomainUp(domain.name, audience(domain)));
    }
  }

  void domainDown(SimNetwork.Domain domain) {
    if (isUp) {
      beacon(new BeaconEvent.DomainDown(domain.name));
      tell(new GossipEvent.ViaDown(domain.name));
    }
  }

  Hash commit(byte[] content) {
    Hash made = store.commit(content);
    appeared(List.of(made), null);
    return made;
  }

  /** Tells of what sessions have stored. */
  private void watch() {
    for (SimNetwork.Domain domain : domains) {
      List<Hash> names = origins.keySet().stream()
          .filter(name -> domain.name.equals(origins.get(name)) && store.lookup(name).isHeld()).toList();
      if (!names.isEmpty()) {
        appeared(names, domain.name);
      }
    }
  }

  /** Public artifacts are here that were not before. */
  private void appeared(Collection<Hash> names, @Nullable String via) {
    origins.keySet().removeAll(Set.copyOf(names));
    names.forEach(fingerprint::add);
    digest = fingerprint.digest();
    if (isUp) {
      tell(new GossipEvent.Stored(List.copyOf(names), via, digest));
      beacon(new BeaconEvent.Changed(PROJECT, digest));
    }
  }

  void hear(SimNetwork.Domain domain, SimNetwork.Message message) {
    try {
      switch (message) {
        case SimNetwork.Message.Beacon(byte[] payload) -> {
          BeaconMessage said = BeaconMessage.parse(payload, CardLimits.DEFAULT, SimTransport.BUDGET);
          if (said != null) {
            viaOf.put(said.sender().node(), domain.name);
            beacon(new BeaconEvent.Heard(said.sender().node(), domain.name, said.digests(),
                said.audience()));
          }
        }
        case SimNetwork.Message.Announcement(byte[] payload) -> announcement(domain, payload);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void announcement(SimNetwork.Domain domain, byte[] payload) throws IOException, InterruptedException {
    try (GossipMessage said = GossipMessage.read(
        () -> new CardReader(new ByteArrayInputStream(payload), CardLimits.DEFAULT, SimTransport.BUDGET),
        _ -> kind.trusts())) {
      if (said == null) {
        return;
      }
      viaOf.put(said.sender().node(), domain.name);
      Hearing heard = Hearing.of(said, store, new Provenance(null, null, null), () -> true, _ -> false, _ -> {});
      if (!heard.stored().isEmpty()) {
        appeared(heard.stored(), domain.name);
      }
      tell(new GossipEvent.Announced(said.sender().node(), heard.unknown(), domain.name));
    }
  }

  private void beacon(BeaconEvent event) {
    long wake = -1;
    for (BeaconEffect effect : beacons.on(event, network.time.nanoTime())) {
      switch (effect) {
        case BeaconEffect.Send(String domain) -> {
          network.counts.beaconsSent++;
          network.publish(domain(domain), this,
              new SimNetwork.Message.Beacon(new BeaconMessage(self, Map.of(PROJECT, digest),
                  audience(domain(domain))).encode(1 << 20).getFirst()));
        }
        case BeaconEffect.Tell(ProjectCode project, String node, String theirs, String domain) ->
          tell(new GossipEvent.Beacon(node, theirs, domain));
        case BeaconEffect.Audience(String domain, int count) -> tell(new GossipEvent.Audience(domain, count));
        case BeaconEffect.Appeared appeared -> {
          // Only said in logs.
        }
        case BeaconEffect.Gone(String node) -> tell(new GossipEvent.Gone(node));
        case BeaconEffect.WakeAt(long nanos) -> wake = nanos;
      }
    }
    long planned = ++beaconWake;
    int mine = life;
    if (wake >= 0) {
      network.time.at(wake, () -> {
        if (planned == beaconWake && mine == life) {
          beacon(new BeaconEvent.Tick());
        }
      });
    }
  }

  void tell(GossipEvent event) {
    long wake = -1;
    for (GossipEffect effect : gossip.on(event, network.time.nanoTime())) {
      switch (effect) {
        case GossipEffect.Announce(List<Hash> names, String exceptVia) -> announce(names, exceptVia);
        case GossipEffect.StartSession(String node, List<Hash> wanted, boolean alone) -> start(node, wanted, alone);
        case GossipEffect.EndSession(String node, boolean compares) -> {
          SimThread session = sessions.get(new Running(node, compares));
          if (session != null) {
            network.time.after(0, session::interrupt);
          }
        }
        case GossipEffect.WakeAt(long nanos) -> wake = nanos;
      }
    }
    long planned = ++gossipWake;
    int mine = life;
    if (wake >= 0) {
      network.time.at(wake, () -> {
        if (planned == gossipWake && mine == life) {
          tell(new GossipEvent.Tick());
        }
      });
    }
  }

  private void announce(List<Hash> names, @Nullable String exceptVia) {
    List<byte[]> messages = GossipMessage.encode(self, names, store, kind.trusts() ? RIDE_BYTES_MAX : 0,
        MESSAGE_BYTES_MAX);
    for (SimNetwork.Domain domain : domains) {
      if (!domain.name.equals(exceptVia)) {
        for (byte[] message : messages) {
          network.counts.announcementsSent++;
          network.publish(domain, this, new SimNetwork.Message.Announcement(message));
        }
      }
    }
  }

  private int audience(SimNetwork.Domain domain) {
    return kind.isHub() ? domain.members.size() - 1 : 0;
  }

  private SimNetwork.Domain domain(String which) {
    return domains.stream().filter(domain -> domain.name.equals(which)).findFirst().orElseThrow();
  }

  private void start(String node, List<Hash> wanted, boolean alone) {
    int mine = life;
    SimNetwork.Domain domain = domain(Objects.requireNonNull(viaOf.get(node)));
    SimNode peer = Objects.requireNonNull(directory.get(node));
    network.counts.started();
    SimThread thread = new SimThread(self -> run(self, peer, domain, wanted, alone, mine));
    sessions.put(new Running(node, wanted.isEmpty()), thread);
    network.time.after(0, thread::resume);
  }

  private void run(SimThread self, SimNode peer, SimNetwork.Domain domain, List<Hash> wanted, boolean alone,
      int mine) {
    GossipEvent.End end = new GossipEvent.End.Failed();
    int received = 0;
    int gave = 0;
    try {
      SyncRequest request = new SyncRequest(Direction.PULL, null, wanted, name).toOneOfOurs();
      SyncOutcome outcome = new SyncSession(store, new SimTransport(network, this, peer, domain, self),
          alone ? request.withWantedAlone() : request, SessionLimits.DEFAULT, network.time,
          random.split(),
          new SyncListener() {
            @Override
            public void coming(Hash name) {
              if (!store.lookup(name).isHeld()) {
                origins.put(name, domain.name);
              }
            }

            @Override
            public void progress(Traffic soFar) {
              watch();
            }
          }).run();
      received = outcome.traffic().received();
      gave = outcome.traffic().sent();
      end = switch (outcome.result()) {
        case SyncOutcome.Result.Completed() -> new GossipEvent.End.Answered();
        case SyncOutcome.Result.Failed(String text, Exception cause) when cause instanceof TransportException.Refused refused ->
          new GossipEvent.End.Refused(refused.retryAfter());
        default -> new GossipEvent.End.Failed();
      };
    } catch (InterruptedException brokenOff) {
      // Failed, as it stands.
    }
    network.counts.ended();
    if (mine == life) {
      sessions.remove(new Running(peer.name, wanted.isEmpty()));
      tell(new GossipEvent.SessionEnded(peer.name, wanted.isEmpty(), end, received, gave, digest));
    }
  }

  void answer(String asker, Round round, byte[] request, SimAnswers.Answered to) {
    answers.answer(asker, round, request, to);
  }
}
