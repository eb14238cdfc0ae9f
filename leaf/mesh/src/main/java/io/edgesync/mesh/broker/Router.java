package io.edgesync.mesh.broker;

import io.edgesync.mesh.subject.SubjectTrie;
import io.edgesync.mesh.subject.Subjects;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is interested in what, who is told of it, and who gets a message.
 *
 * <p>Changes of interest take the lock and append their {@code LS+} and {@code LS-} lines to the links before they return; so a
 * message that is published afterwards follows them on every link. Messages are routed without the lock, by cached matches that each
 * change drops.
 */
final class Router {
  private static final int CACHED_MAX = 4096;
  /** Bytes of the subjects of all cached matches: each wildcard that comes or goes is held against them with the lock. */
  private static final int CACHED_BYTES_MAX = 1 << 20;
  /** Receivers that all cached matches name together, but for a single one with more. */
  private static final int CACHED_RECEIVERS_MAX = 1 << 20;

  private final String loopSubject;
  private final ReentrantLock lock = new ReentrantLock();
  private final SubjectTrie<Interest> trie = new SubjectTrie<>();
  private final ConcurrentHashMap<String, Match> cache = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<LeafLink> links = new CopyOnWriteArrayList<>();
  /** Those of the links that have been told of all interest, and are told of each change. With the lock. */
  private final List<LeafLink> told = new ArrayList<>();
  private final LongAdder matches = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private long cachedReceivers;
  private long cachedBytes;
  private long inserts;
  private long removes;
  private final Announcements announcements = new Announcements(trie, told);
  private final Loops loops = new Loops(trie, links);

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
      forget(_ -> true);
    } else if (Subjects.isLiteral(subject)) {
      Match cached = cache.remove(subject);
      if (cached != null) {
        forgotten(subject, cached);
      }
    } else {
      forget(cached -> Subjects.matches(subject, cached));
    }
  }

  /** What is forgotten here is no longer believed by those who kept it. */
  private void forget(Predicate<String> subjects) {
    cache.forEach((subject, match) -> {
      if (subjects.test(subject) && cache.remove(subject, match)) {
        forgotten(subject, match);
      }
    });
  }

  private void forgotten(String subject, Match match) {
    match.becomeStale();
    cachedReceivers -= match.size();
    cachedBytes -= subject.length();
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
        forget(_ -> true);
      }
    } finally {
      lock.unlock();
    }
  }

  /** What subscribers may have has changed. */
  void forgetMatches() {
    lock.lock();
    try {
      forget(_ -> true);
    } finally {
      lock.unlock();
    }
  }

  Match match(String subject) {
    Match cached = cache.get(subject);
    matches.increment();
    if (cached != null) {
      hits.increment();
      return cached;
    }
    lock.lock();
    try {
      // Somebody else may have looked meanwhile; there must be one match only, which is told when it is stale.
      Match meanwhile = cache.get(subject);
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
      if (cache.size() >= CACHED_MAX || cachedReceivers + match.size() > CACHED_RECEIVERS_MAX
          || cachedBytes + subject.length() > CACHED_BYTES_MAX) {
        forget(_ -> true);
      }
      cachedReceivers += match.size();
      cachedBytes += subject.length();
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
    int fanoutMax = 0;
    long fanoutSum = 0;
    for (Match match : cache.values()) {
      Match.Receivers to = match.receivers();
      if (to != null) {
        int fanout = to.plain.length + to.links.length + to.groups.length;
        fanoutMax = Math.max(fanoutMax, fanout);
        fanoutSum += fanout;
      }
    }
    lock.lock();
    try {
      return new InterestStatus(trie.size(), cache.size(), inserts, removes, matches.sum(), hits.sum(), fanoutMax,
          fanoutSum);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Delivers to all who are to have the message.
   *
   * @return whether anybody took it; a link takes it when it may carry the subject
   */
  boolean route(Publication publication) {
    if (publication.isUnread()) {
      return false;
    }
    Match.Receivers known = publication.match(this).receivers();
    Match.Receivers to = known == null ? receivers(publication.subject) : known;
    boolean onlyLinks = publication.origin instanceof Publication.FromBus fromBus && fromBus.only() != null;
    boolean taken = false;
    if (!onlyLinks) {
      for (LocalInterest interest : to.plain) {
        taken |= interest.deliver(publication);
      }
    }
    List<Chosen> chosen = List.of();
    for (Match.Group group : to.groups) {
      if (publication.link() != null && !publication.queues.contains(group.name)) {
        continue;
      }
      if (!onlyLinks && deliverToOne(group.local, publication)) {
        taken = true;
      } else {
        LeafLink link = chooseLink(group.remote, publication);
        if (link != null) {
          chosen = choose(chosen, link, group.name);
        }
      }
    }
    for (LeafLink link : to.links) {
      if (carries(link, publication)) {
        link.send(publication, namesFor(chosen, link), true);
        taken = true;
      }
    }
    for (Match.Detour detour : to.detours) {
      if (carries(detour.direct, publication) && !anyCarries(detour.others, publication)) {
        detour.direct.send(publication, namesFor(chosen, detour.direct), true);
        taken = true;
      }
    }
    // Nearly always there are none: by number, so that no message costs an iterator.
    for (int i = 0; i < chosen.size(); i++) {
      Chosen choice = chosen.get(i);
      if (!choice.sent) {
        choice.link.send(publication, choice.names, false);
        taken = true;
      }
    }
    return taken;
  }

  /** A link that serves queue groups of the message, and which. */
  private static final class Chosen {
    final LeafLink link;
    final List<String> names = new ArrayList<>(2);
    boolean sent;

    Chosen(LeafLink link) {
      this.link = link;
    }
  }

  private static List<Chosen> choose(List<Chosen> chosen, LeafLink link, String name) {
    List<Chosen> list = chosen.isEmpty() ? new ArrayList<>(2) : chosen;
    for (Chosen choice : list) {
      if (choice.link == link) {
        choice.names.add(name);
        return list;
      }
    }
    var choice = new Chosen(link);
    choice.names.add(name);
    list.add(choice);
    return list;
  }

  private static List<String> namesFor(List<Chosen> chosen, LeafLink link) {
    for (int i = 0; i < chosen.size(); i++) {
      Chosen choice = chosen.get(i);
      if (choice.link == link) {
        choice.sent = true;
        return choice.names;
      }
    }
    return List.of();
  }

  private static boolean deliverToOne(LocalInterest[] members, Publication publication) {
    if (members.length == 0) {
      return false;
    }
    int start = ThreadLocalRandom.current().nextInt(members.length);
    for (int i = 0; i < members.length; i++) {
      if (members[(start + i) % members.length].deliver(publication)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable LeafLink chooseLink(LeafLink[] members, Publication publication) {
    if (members.length == 0) {
      return null;
    }
    int start = ThreadLocalRandom.current().nextInt(members.length);
    for (int i = 0; i < members.length; i++) {
      LeafLink link = members[(start + i) % members.length];
      if (carries(link, publication)) {
        return link;
      }
    }
    return null;
  }

  private static boolean anyCarries(LeafLink[] links, Publication publication) {
    for (LeafLink link : links) {
      if (carries(link, publication)) {
        return true;
      }
    }
    return false;
  }

  private static boolean carries(LeafLink link, Publication publication) {
    boolean eligible = switch (publication.origin) {
      case LeafLink from -> from != link && !from.isPeerLink() && !link.isPeerLink() && !from.sameClusterAs(link);
      case Publication.FromBus(var only) -> only == null || only.contains(link.id());
      case ClientConnection _ -> true;
    };
    return eligible && link.takes(publication.totalLength());
  }
}
