package io.edgesync.mesh.broker;

import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.subject.SubjectTrie;
import io.edgesync.mesh.subject.Subjects;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is interested in what, who is told of it, and who gets a message.
 *
 * <p>Changes of interest take the lock and append their {@code LS+} and {@code LS-} lines to the links before they return; so a
 * message that is published afterwards follows them on every link. Messages are routed without the lock, by cached matches that each
 * change drops.
 */
final class Router {
  private final String loopSubject;
  private final ReentrantLock lock = new ReentrantLock();
  private final SubjectTrie<Interest> trie = new SubjectTrie<>();
  private final MatchCache cache = new MatchCache();
  private final CopyOnWriteArrayList<LeafLink> links = new CopyOnWriteArrayList<>();
  /** Those of the links that have been told of all interest, and are told of each change. With the lock. */
  private final List<LeafLink> told = new ArrayList<>();
  /** With the lock. */
  private final List<Watch> watches = new ArrayList<>();
  private long inserts;
  private long removes;
  private final Announcements announcements = new Announcements(trie, told);
  private final Loops loops = new Loops(trie, links);

  private record Watch(String pattern, BiConsumer<LinkId, String> told) {
    void see(Interest interest) {
      if (interest instanceof LeafInterest leaf && Subjects.isLiteral(leaf.pattern())
          && Subjects.matches(pattern, leaf.pattern())) {
        told.accept(leaf.link().id(), leaf.shownSubject());
      }
    }
  }

  /**
   * @param loopSubject announced on every link; hearing it from a link means that link leads back here
   */
  Router(String loopSubject) {
    this.loopSubject = loopSubject;
  }

  String loopSubject() {
    return loopSubject;
  }

  List<LeafLink> links() {
    return links;
  }

  /** Adds a subscriber. */
  void add(LocalInterest interest) {
    lock.lock();
    try {
      insert(interest);
    } finally {
      lock.unlock();
    }
  }

  /** Removes a subscriber; nothing happens when it is gone already. */
  void remove(LocalInterest interest) {
    lock.lock();
    try {
      withdraw(interest);
    } finally {
      lock.unlock();
    }
  }

  /** A peer announced interest; a queue key again with another weight replaces the weight. */
  void add(LeafInterest interest) {
    lock.lock();
    try {
      insert(interest);
    } finally {
      lock.unlock();
    }
  }

  /** See {@link Broker#onInterest}. */
  void watch(String pattern, BiConsumer<LinkId, String> told) {
    lock.lock();
    try {
      Watch watch = new Watch(pattern, told);
      trie.forEach(watch::see);
      watches.add(watch);
    } finally {
      lock.unlock();
    }
  }

  void reweigh(LeafInterest interest, int weight) {
    lock.lock();
    try {
      int delta = weight - interest.weight();
      if (delta != 0) {
        interest.weight(weight);
        invalidate(interest.pattern());
        announcements.change(interest, delta);
      }
    } finally {
      lock.unlock();
    }
  }

  void remove(LeafInterest interest) {
    lock.lock();
    try {
      withdraw(interest);
    } finally {
      lock.unlock();
    }
  }

  private void insert(Interest interest) {
    trie.insert(interest.pattern(), interest);
    inserts++;
    invalidate(interest.pattern());
    announcements.come(interest);
    watches.forEach(watch -> watch.see(interest));
  }

  private void withdraw(Interest interest) {
    if (trie.remove(interest.pattern(), interest)) {
      removes++;
      invalidate(interest.pattern());
      announcements.gone(interest);
    }
  }

  /** The same subject as somebody else has it, where somebody has, so that a thousand links do not hold a thousand texts. */
  String shared(String subject) {
    lock.lock();
    try {
      Interest known = trie.find(subject, _ -> true);
      return known == null ? subject : known.pattern();
    } finally {
      lock.unlock();
    }
  }

  private void invalidate(String subject) {
    if (subject.startsWith(Interest.LOOP_PREFIX) && links.stream().anyMatch(LeafLink::isPeerLink)) {
      // A link more, or less, leads to some peer.
      cache.forgetAll();
    } else {
      cache.forget(subject);
    }
  }

  /** A link's handshake is done. */
  void linkUp(LeafLink link) {
    links.add(link);
  }

  /** Tells a link that is up of all interest that it is to know, and from then on of every change. */
  void tell(LeafLink link) {
    lock.lock();
    try {
      var lines = new StringBuilder("LS+ ").append(loopSubject).append("\r\n");
      announcements.tellAll(link, lines);
      told.add(link);
      link.sendLines(lines.toString());
    } finally {
      lock.unlock();
    }
  }

  /**
   * From now on what the peer has announced counts, and it is told of all changes.
   *
   * @param tell it has been told of nothing yet
   * @return with nothing done, the link that has to go first, or this one, because they would close a loop
   */
  @Nullable
  LeafLink join(LeafLink link, Iterable<LeafInterest> interests, boolean tell) {
    lock.lock();
    try {
      LeafLink obstacle = loops.obstacle(link, interests);
      if (obstacle == null) {
        if (tell) {
          tell(link);
        }
        interests.forEach(this::insert);
      }
      return obstacle;
    } finally {
      lock.unlock();
    }
  }

  /** See {@link Loops#oneOfTwins}. */
  @Nullable
  LeafLink oneOfTwins(LeafLink link, Iterable<LeafInterest> interests) {
    lock.lock();
    try {
      return loops.oneOfTwins(link, interests);
    } finally {
      lock.unlock();
    }
  }

  /** See {@link Loops#letsCut}. */
  boolean letsCut(LeafLink link, boolean first) {
    lock.lock();
    try {
      return loops.letsCut(link, first);
    } finally {
      lock.unlock();
    }
  }

  /** A link is cut for a loop, by either end. */
  void loopCut() {
    lock.lock();
    try {
      loops.cut();
    } finally {
      lock.unlock();
    }
  }

  /** The link is gone, and with it all interest behind it. */
  void linkDown(LeafLink link, Iterable<LeafInterest> interests) {
    lock.lock();
    try {
      links.remove(link);
      told.remove(link);
      for (LeafInterest interest : interests) {
        withdraw(interest);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Nobody is told of anything any more: when all links end at once, each would be told of the end of all others. */
  void end() {
    lock.lock();
    try {
      links.clear();
      told.clear();
    } finally {
      lock.unlock();
    }
  }

  /** The link lets other subjects pass from now on. */
  void permit(LeafLink link, LinkPermissions permissions) {
    lock.lock();
    try {
      LinkPermissions before = link.replacePermissions(permissions);
      if (told.contains(link)) {
        var lines = new StringBuilder();
        announcements.tellDifference(link, before, lines);
        link.sendLines(lines.toString());
        cache.forgetAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What subscribers may have has changed. */
  void forgetMatches() {
    lock.lock();
    try {
      cache.forgetAll();
    } finally {
      lock.unlock();
    }
  }

  Match match(String subject) {
    Match cached = cache.get(subject);
    if (cached != null) {
      return cached;
    }
    lock.lock();
    try {
      // Somebody else may have looked meanwhile; there must be one match only, which is told when it is stale.
      Match meanwhile = cache.peek(subject);
      if (meanwhile != null) {
        return meanwhile;
      }
      var found = new ArrayList<Interest>();
      trie.match(subject, interest -> {
        boolean takes = switch (interest) {
          case LocalInterest local -> local.takes(subject);
          case LeafInterest leaf -> leaf.link().maySend(subject);
        };
        if (takes) {
          found.add(interest);
        }
      });
      Match match = new Match(found, this::announcers);
      cache.put(subject, match);
      return match;
    } finally {
      lock.unlock();
    }
  }

  /** As of now; what was just found may be stale already. */
  Match.Receivers receivers(String subject) {
    Match.Receivers found = match(subject).receivers();
    while (found == null) {
      found = match(subject).receivers();
    }
    return found;
  }

  /** The links by which the owner of a loop subject is reached. With the lock. */
  private Set<LeafLink> announcers(String ofLoop) {
    Set<LeafLink> found = new LinkedHashSet<>();
    trie.match(ofLoop, interest -> {
      if (interest instanceof LeafInterest leaf && interest.pattern().equals(ofLoop)) {
        found.add(leaf.link());
      }
    });
    return found;
  }

  /** Everybody who is interested in anything. */
  List<Interest> interests() {
    lock.lock();
    try {
      var all = new ArrayList<Interest>(trie.size());
      trie.forEach(all::add);
      return all;
    } finally {
      lock.unlock();
    }
  }

  InterestStatus status() {
    IntSummaryStatistics fanouts = cache.fanouts();
    lock.lock();
    try {
      return new InterestStatus(trie.size(), cache.size(), inserts, removes, cache.lookups(), cache.hits(),
          Math.max(0, fanouts.getMax()), fanouts.getSum());
    } finally {
      lock.unlock();
    }
  }

  /** Delivers to all who are to have the message; whether anybody took it. */
  boolean route(Publication publication) {
    if (publication.isUnread()) {
      return false;
    }
    Match.Receivers known = publication.match(this).receivers();
    return Fanout.deliver(publication, known == null ? receivers(publication.subject) : known);
  }
}
