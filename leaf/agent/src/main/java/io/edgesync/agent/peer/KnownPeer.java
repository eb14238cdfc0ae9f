package io.edgesync.agent.peer;

import io.edgesync.agent.state.PeerRecord;
import io.edgesync.agent.status.BlockedArtifact;
import io.edgesync.agent.status.PeerState;
import io.edgesync.agent.status.SessionState;
import io.edgesync.agent.status.Standing;
import io.edgesync.xfer.artifact.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of one peer since the daemon started. Owned by {@link PeerBook}, which orders who calls. */
final class KnownPeer {

  /** Beyond it the count of what we lack grows no further. */
  private static final int LACKING_MAX = 10_000;
  private static final int BLOCKED_MAX = 100;
  private static final String PUSH = "push";

  private @Nullable String via;
  /** Heard, or asked with success. */
  private boolean isPresent;
  private @Nullable Instant goneSince;
  private @Nullable String theirs;
  /** While the sets are equal: when that began, and when it was found last. */
  private @Nullable Instant equalSince;
  private @Nullable Instant equalAt;
  /** Under way. */
  private int sessions;
  /** It answered: it is more than a name. */
  private boolean isProven;
  private final Set<Hash> lacking = new HashSet<>();
  /** It said that it has others, too, whose names were forgotten. */
  private boolean lacksMore;
  private final Map<String, BlockedArtifact> blocked = new LinkedHashMap<>();
  private final Map<String, String> denials = new LinkedHashMap<>();

  @Nullable
  String via() {
    return via;
  }

  boolean isProven() {
    return isProven;
  }

  boolean isPresent() {
    return isPresent;
  }

  boolean isBlocked(String name) {
    return blocked.containsKey(name);
  }

  void heard(@Nullable String by) {
    via = by == null ? via : by;
    isPresent = true;
    goneSince = null;
  }

  void gone(Instant now) {
    if (isPresent) {
      isPresent = false;
      goneSince = now;
      theirs = null;
      equalSince = null;
      equalAt = null;
      forgetLacking();
    }
  }

  private void forgetLacking() {
    lacking.clear();
    lacksMore = false;
  }

  /** Its digest, beside ours. */
  void said(String digest, String ours, Instant now) {
    isPresent = true;
    goneSince = null;
    theirs = digest;
    compare(ours, now);
    if (equalAt != null) {
      equalAt = now;
    }
  }

  private void compare(String ours, Instant now) {
    if (!ours.equals(theirs)) {
      equalSince = null;
      equalAt = null;
      return;
    }
    // Whatever it said that it has.
    forgetLacking();
    if (equalSince == null) {
      equalSince = now;
      equalAt = now;
    }
  }

  /** What was blocked and is none any more, because the sets are equal; each is given once. */
  Set<String> unblocked() {
    Set<String> names = equalSince == null ? Set.of() : Set.copyOf(blocked.keySet());
    names.forEach(blocked::remove);
    return names;
  }

  void weChanged(Collection<Hash> names, String ours, Instant now) {
    names.forEach(lacking::remove);
    compare(ours, now);
  }

  void offered(Collection<Hash> unknown) {
    unknown.stream().limit(LACKING_MAX - lacking.size()).forEach(lacking::add);
  }

  void lacksOnly(Collection<Hash> names) {
    forgetLacking();
    offered(names);
  }

  /** How many of what it said that it has are counted. */
  int lacking() {
    return lacking.size();
  }

  /** There is no room for their names: that there are some is still so. */
  void forgetOffers() {
    lacksMore = true;
    lacking.clear();
  }

  void proven() {
    isProven = true;
  }

  void sessionStarted() {
    sessions++;
  }

  void sessionEnded() {
    // It may have been forgotten meanwhile, and be known anew.
    sessions = Math.max(0, sessions - 1);
  }

  void blocked(BlockedArtifact artifact) {
    if (blocked.size() < BLOCKED_MAX) {
      blocked.putIfAbsent(artifact.name(), artifact);
    }
  }

  void denied(String what, String text) {
    denials.put(what, text);
  }

  void forgetDenials() {
    denials.clear();
  }

  /** One of whom nothing was heard since the daemon started. */
  static PeerState notHeard(PeerRecord kept) {
    return new PeerState(kept.peer(), Standing.GONE, kept.last().when(), 0, false, List.of(), List.of(),
        kept.lastSuccess(), kept.bytesIn(), kept.bytesOut(), kept.last());
  }

  PeerState state(PeerRecord kept, boolean isUpstream, String ours) {
    Standing standing = standing(kept.last(), isUpstream, ours);
    return new PeerState(kept.peer(), standing, asOf(standing, kept.last()), lacking.size(), sessions > 0,
        List.copyOf(blocked.values()), notes(), kept.lastSuccess(), kept.bytesIn(), kept.bytesOut(), kept.last());
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    denials.forEach((what, text) -> notes.add(what + " denied: " + text));
    return notes;
  }

  private Standing standing(SessionState last, boolean isUpstream, String ours) {
    boolean isEqual = equalSince != null && ours.equals(theirs);
    if (!isUpstream && goneSince != null) {
      return Standing.GONE;
    }
    boolean isEqualSinceThen = isEqual && equalSince != null && equalSince.isAfter(last.when());
    return switch (last.outcome()) {
      case DENIED -> Standing.DENIED;
      case FAILED -> isEqualSinceThen ? Standing.IN_SYNC : Standing.FAILED;
      case OK -> isEqual ? Standing.IN_SYNC : unequal(Standing.COMPLETED);
      case NEVER -> isEqual ? Standing.IN_SYNC : Standing.NEVER;
    };
  }

  private Standing unequal(Standing otherwise) {
    if (!blocked.isEmpty()) {
      return Standing.BLOCKED;
    }
    if (denials.containsKey(PUSH)) {
      return Standing.DENIED;
    }
    if (lacksMore || !lacking.isEmpty()) {
      return Standing.BEHIND;
    }
    return theirs == null ? otherwise : Standing.DIFFERENT;
  }

  private @Nullable Instant asOf(Standing standing, SessionState last) {
    return switch (standing) {
      case GONE -> goneSince == null ? last.when() : goneSince;
      case IN_SYNC -> equalAt;
      case NEVER, BEHIND, DIFFERENT -> null;
      case DENIED, FAILED, BLOCKED, COMPLETED -> last.outcome() == SessionState.Outcome.NEVER ? null : last.when();
    };
  }
}
