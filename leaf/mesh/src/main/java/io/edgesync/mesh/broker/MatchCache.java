package io.edgesync.mesh.broker;

import io.edgesync.mesh.subject.Subjects;
import java.util.IntSummaryStatistics;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The matches of subjects that messages had lately. What is forgotten is no longer believed by those who kept it. Read without a lock; whoever puts or
 * forgets holds that of the {@link Router}.
 */
final class MatchCache {

  private static final int ENTRIES_MAX = 4096;
  /** Bytes of all subjects: each wildcard that comes or goes is held against them with the lock. */
  private static final int SUBJECT_BYTES_MAX = 1 << 20;
  /** Receivers that all matches name together, but for a single one with more. */
  private static final int RECEIVERS_MAX = 1 << 20;

  private final ConcurrentHashMap<String, Match> matches = new ConcurrentHashMap<>();
  private final LongAdder lookups = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private long receivers;
  private long subjectBytes;

  @Nullable
  Match get(String subject) {
    Match match = matches.get(subject);
    lookups.increment();
    if (match != null) {
      hits.increment();
    }
    return match;
  }

  /** As {@link #get}, and counts nothing. */
  @Nullable
  Match peek(String subject) {
    return matches.get(subject);
  }

  /** Where it has no room everything else is forgotten. */
  void put(String subject, Match match) {
    if (matches.size() >= ENTRIES_MAX || receivers + match.size() > RECEIVERS_MAX
        || subjectBytes + subject.length() > SUBJECT_BYTES_MAX) {
      forgetAll();
    }
    receivers += match.size();
    subjectBytes += subject.length();
    matches.put(subject, match);
  }

  /** Somebody's interest in what matches {@code pattern} has changed. */
  void forget(String pattern) {
    if (Subjects.isLiteral(pattern)) {
      Match match = matches.remove(pattern);
      if (match != null) {
        forgotten(pattern, match);
      }
    } else {
      forget(subject -> Subjects.matches(pattern, subject));
    }
  }

  void forgetAll() {
    forget(_ -> true);
  }

  private void forget(Predicate<String> subjects) {
    matches.forEach((subject, match) -> {
      if (subjects.test(subject) && matches.remove(subject, match)) {
        forgotten(subject, match);
      }
    });
  }

  private void forgotten(String subject, Match match) {
    match.becomeStale();
    receivers -= match.size();
    subjectBytes -= subject.length();
  }

  int size() {
    return matches.size();
  }

  /** Calls of {@link #get}. */
  long lookups() {
    return lookups.sum();
  }

  /** Those of them that found a match. */
  long hits() {
    return hits.sum();
  }

  /** Over the matches: how many receive. */
  IntSummaryStatistics fanouts() {
    return matches.values().stream().map(Match::receivers).filter(Objects::nonNull)
        .mapToInt(to -> to.plain.length + to.links.length + to.groups.length).summaryStatistics();
  }
}
