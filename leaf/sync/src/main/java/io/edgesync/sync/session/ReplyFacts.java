package io.edgesync.sync.session;

import io.edgesync.sync.PeerHello;
import io.edgesync.sync.reconcile.RangeCards;
import io.edgesync.xfer.artifact.Hash;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one reply said and did, all that the decision about the next round needs.
 *
 * @param stored      public artifacts that became available
 * @param storedPrivately private ones
 * @param heldBefore  artifacts that came and were here by then, from another session
 * @param dangling    deltas stored that wait for their source
 * @param offered     names that the peer holds and we lack
 * @param asked       names that the peer asked for
 * @param blocked     artifacts that cannot travel, because of either side's limit
 * @param unavailable names that the peer holds without being able to give them
 * @param messages    words for a person
 * @param denial      the text of an {@code error} card, or null
 * @param pushDenial  the text of a message that says that pushing is not allowed, or null
 * @param violation   what was wrong with the reply itself, or null; one line
 * @param cookie      the last {@code cookie} card's text, or null
 * @param hello       the peer's greeting when it is one of ours
 * @param ranges      what it says about its set
 */
record ReplyFacts(List<Hash> stored, List<Hash> storedPrivately, List<Hash> heldBefore, int dangling,
    List<Hash> offered, List<Hash> asked,
    List<Blocked> blocked,
    List<Hash> unavailable, List<String> messages, @Nullable String denial, @Nullable String pushDenial,
    @Nullable String violation, @Nullable String cookie, @Nullable PeerHello hello,
    RangeCards ranges) {

  /** How many artifacts became available. */
  int received() {
    return stored.size() + storedPrivately.size();
  }

  /** This and what was said by the reply to the next request, which told nothing of our set. */
  ReplyFacts and(ReplyFacts next) {
    return new ReplyFacts(joined(stored, next.stored), joined(storedPrivately, next.storedPrivately),
        joined(heldBefore, next.heldBefore), dangling + next.dangling, joined(offered, next.offered),
        joined(asked, next.asked),
        joined(blocked, next.blocked), joined(unavailable, next.unavailable), joined(messages, next.messages),
        denial == null ? next.denial : denial, pushDenial == null ? next.pushDenial : pushDenial,
        violation == null ? next.violation : violation, next.cookie == null ? cookie : next.cookie,
        next.hello == null ? hello : next.hello, ranges);
  }

  /** With what another session has brought beside that which came. */
  ReplyFacts alsoHeld(List<Hash> names) {
    return new ReplyFacts(stored, storedPrivately, joined(heldBefore, names), dangling, offered, asked, blocked,
        unavailable, messages, denial, pushDenial, violation, cookie, hello, ranges);
  }

  /** Without having been asked for some artifacts. */
  ReplyFacts askingNotFor(Set<Hash> names) {
    return new ReplyFacts(stored, storedPrivately, heldBefore, dangling, offered,
        asked.stream().filter(name -> !names.contains(name)).toList(), blocked, unavailable, messages, denial,
        pushDenial, violation, cookie, hello, ranges);
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
