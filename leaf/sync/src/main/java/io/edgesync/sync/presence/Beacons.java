package io.edgesync.sync.presence;

import io.edgesync.sync.BoundedMap;
import io.edgesync.xfer.artifact.ProjectCode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a node says what it has, and to which domain.
 *
 * <ul>
 * <li>A beacon that says of all our projects what we would say counts as one of ours: with enough of them we are silent.
 * <li>One that differs is news where the pair of digests is not the one that we met with that node last; news make our next beacon come soon.
 * Two sets that differ for ever are news once.
 * <li>Our own change, and a link that comes up, make it come soon, too.
 * </ul>
 *
 * Anybody may send beacons under any name: a bounded number of nodes is remembered, those at the other ends of links and those heard last.
 */
public final class Beacons {

  /** After so many of the longest intervals without a word a node is taken for gone: in a fleet most are silent for long. */
  private static final int SILENT_INTERVALS = 20;
  private static final int DOMAINS_MAX = 1000;

  /** What is remembered of a node: when it was heard, and a number that stands for what it and we said. */
  private record Heard(long nanos, long said) {}

  private final String selfNode;
  private final TricklePace pace;
  private final int nodesMax;
  private final Predicate<String> isLinked;
  private final RandomGenerator random;
  private final Map<ProjectCode, String> ours = new LinkedHashMap<>();
  private final Map<String, Integer> audiences = BoundedMap.of(DOMAINS_MAX);
  private final Map<String, Trickle> timers = new LinkedHashMap<>();
  /** Those heard last come last. */
  private final Map<String, Heard> nodes = new LinkedHashMap<>();

  /** @param isLinked who is at the other end of a link as of now */
  public Beacons(String selfNode, TricklePace pace, int nodesMax, Predicate<String> isLinked, RandomGenerator random) {
    this.selfNode = selfNode;
    this.pace = pace;
    this.nodesMax = nodesMax;
    this.isLinked = isLinked;
    this.random = random;
  }

  public List<BeaconEffect> on(BeaconEvent event, long nowNanos) {
    List<BeaconEffect> effects = new ArrayList<>();
    switch (event) {
      case BeaconEvent.DomainUp(String domain, int audience) -> {
        Trickle known = timers.get(domain);
        if (known == null) {
          timers.put(domain, timer(domain, audience > 0, nowNanos));
        } else {
          known.reset(nowNanos);
        }
        audience(domain, audience, effects);
      }
      case BeaconEvent.DomainSeen(String domain) ->
        timers.computeIfAbsent(domain, _ -> timer(domain, false, nowNanos));
      case BeaconEvent.DomainDown(String domain) -> timers.remove(domain);
      case BeaconEvent.Changed(ProjectCode project, String digest) -> {
        String before = ours.put(project, digest);
        if (before == null) {
          // It was not there when the others were told.
          audiences.forEach((domain, nodes) -> effects.add(new BeaconEffect.Audience(domain, nodes)));
        }
        if (!digest.equals(before)) {
          resetAll(nowNanos);
        }
      }
      case BeaconEvent.RightsChanged() -> resetAll(nowNanos);
      case BeaconEvent.Dropped(ProjectCode project) -> ours.remove(project);
      case BeaconEvent.Heard heard -> heard(heard, nowNanos, effects);
      case BeaconEvent.Tick() -> {
        // Only looks at what is due, below.
      }
    }
    timers.forEach((domain, timer) -> {
      if (timer.advance(nowNanos)) {
        effects.add(new BeaconEffect.Send(domain));
      }
    });
    forgetTheSilent(nowNanos, effects);
    timers.values().stream().mapToLong(Trickle::nextNanos).reduce((a, b) -> a - b < 0 ? a : b)
        .ifPresent(nanos -> effects.add(new BeaconEffect.WakeAt(nanos)));
    return effects;
  }

  private Trickle timer(String domain, boolean isFirst, long nowNanos) {
    return new Trickle(pace, isFirst, audiences.getOrDefault(domain, 0), random, nowNanos);
  }

  private void audience(String domain, int nodes, List<BeaconEffect> effects) {
    Trickle timer = timers.get(domain);
    if (timer != null && nodes > 0 && !Integer.valueOf(nodes).equals(audiences.put(domain, nodes))) {
      timer.audience(nodes);
      effects.add(new BeaconEffect.Audience(domain, nodes));
    }
  }

  private void resetAll(long nowNanos) {
    timers.values().forEach(timer -> timer.reset(nowNanos));
  }

  private void heard(BeaconEvent.Heard event, long nowNanos, List<BeaconEffect> effects) {
    String node = event.node();
    if (node.equals(selfNode)) {
      return;
    }
    boolean same = true;
    long said = 0;
    for (Map.Entry<ProjectCode, String> our : ours.entrySet()) {
      String theirs = event.digests().get(our.getKey());
      same &= our.getValue().equals(theirs);
      if (theirs != null) {
        said += mixed(our.getKey().hex().hashCode(), theirs.hashCode(), our.getValue().hashCode());
        effects.add(new BeaconEffect.Tell(our.getKey(), node, theirs, event.domain()));
      }
    }
    Heard before = nodes.remove(node);
    if (before == null) {
      effects.add(new BeaconEffect.Appeared(node, event.digests().size()));
      if (nodes.size() >= nodesMax) {
        String pushedOut = nodes.keySet().stream().filter(isLinked.negate()).findFirst()
            .orElseGet(() -> nodes.keySet().iterator().next());
        nodes.remove(pushedOut);
        // Nobody would notice when it falls silent: whoever remembers it has to let go now.
        effects.add(new BeaconEffect.Gone(pushedOut));
      }
    }
    nodes.put(node, new Heard(nowNanos, said));
    Trickle timer = timers.get(event.domain());
    audience(event.domain(), event.audience(), effects);
    if (timer != null && same) {
      timer.consistent();
    } else if (timer != null && differs(event)) {
      timer.inconsistent();
      if (before == null || before.said() != said) {
        timer.reset(nowNanos);
      }
    }
  }

  private boolean differs(BeaconEvent.Heard event) {
    return ours.entrySet().stream().anyMatch(our -> {
      @Nullable
      String theirs = event.digests().get(our.getKey());
      return theirs != null && !theirs.equals(our.getValue());
    });
  }

  private static long mixed(long project, long theirs, long our) {
    long z = (project * 0x9e3779b97f4a7c15L) ^ (theirs << 32) ^ (our & 0xffff_ffffL);
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private void forgetTheSilent(long nowNanos, List<BeaconEffect> effects) {
    long silentNanos = pace.intervalMax().toNanos() * SILENT_INTERVALS;
    for (Iterator<Map.Entry<String, Heard>> all = nodes.entrySet().iterator(); all.hasNext();) {
      Map.Entry<String, Heard> oldest = all.next();
      if (nowNanos - oldest.getValue().nanos() <= silentNanos) {
        return;
      }
      all.remove();
      effects.add(new BeaconEffect.Gone(oldest.getKey()));
    }
  }
}
