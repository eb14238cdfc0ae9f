package io.edgesync.sync.rights;

import io.edgesync.sync.BoundedMap;
import io.edgesync.sync.SyncClock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * One line for each login, session, round and refusal, to the logger {@value #LOGGER}, for an operator who wants to know afterwards who did
 * what:
 *
 * <pre>
 * round project=1d7f… who=node:UDXU… link="leafnode 10.0.0.7:41230" asked=pull,gimme*12 letters=go outcome=ok
 * refused project=1d7f… who=nobody link="http 10.0.0.9" asked=push letters=- outcome="not authorized to write"
 * </pre>
 *
 * Words of others are quoted, escaped and cut; nothing secret is in a line. There are so many lines of each kind for each source, by what the transport
 * knows of it, and so many of each kind in all: harmless rounds hide no login and no refusal. A line that may go out again says how many of its kind and source
 * did not. Thread-safe.
 */
public final class Audit {

  public static final String LOGGER = "io.edgesync.audit";

  private static final int SOURCES_MAX = 1000;
  private static final int WORD_CHARACTERS_MAX = 200;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Pace OF_ONE = new Pace(120, 1);
  private static final Pace OF_ALL = new Pace(1200, 20);

  /** What lines count against apart from each other. */
  public enum Kind {
    FAILED_LOGIN, LOGIN, REFUSED,
    /** A round that brought something. */
    CHANGE, ROUND
  }

  /** Lines at once, and lines a second in the long run. */
  private record Pace(double burst, double perSecond) {}

  /** What a source may still write. */
  private static final class Bucket {
    private double left;
    private long sinceNanos;
    private long suppressed;

    Bucket(Pace pace, long nowNanos) {
      this.left = pace.burst();
      this.sinceNanos = nowNanos;
    }

    void refill(Pace pace, long nowNanos) {
      left = Math.min(pace.burst(), left + (nowNanos - sinceNanos) / NANOS_PER_SECOND * pace.perSecond());
      sinceNanos = nowNanos;
    }
  }

  private final SyncClock clock;
  private final Consumer<String> lines;
  private final Map<Kind, Budget> budgets = new EnumMap<>(Kind.class);

  /** Of one kind. */
  private static final class Budget {
    final Bucket all;
    final Map<String, Bucket> sources = BoundedMap.byUse(SOURCES_MAX);

    Budget(long nowNanos) {
      this.all = new Bucket(OF_ALL, nowNanos);
    }
  }

  public Audit(SyncClock clock, Consumer<String> lines) {
    this.clock = clock;
    this.lines = lines;
    for (Kind kind : Kind.values()) {
      budgets.put(kind, new Budget(clock.nanoTime()));
    }
  }

  /** To the log. */
  public static Audit toLog(SyncClock clock) {
    return new Audit(clock, LoggerFactory.getLogger(LOGGER)::info);
  }

  /** Writes nothing. */
  public static Audit silent() {
    return new Audit(SyncClock.SYSTEM, _ -> {});
  }

  /**
   * @param source whom the line counts against: nothing that somebody may choose freely
   * @param line   made of plain words, and of words of others by {@link #quoted}
   */
  public void write(Kind kind, String source, String line) {
    long suppressed;
    synchronized (this) {
      long now = clock.nanoTime();
      Budget budget = Objects.requireNonNull(budgets.get(kind));
      Bucket all = budget.all;
      Bucket its = budget.sources.computeIfAbsent(source, _ -> new Bucket(OF_ONE, now));
      its.refill(OF_ONE, now);
      all.refill(OF_ALL, now);
      if (its.left < 1 || all.left < 1) {
        its.suppressed++;
        return;
      }
      its.left--;
      all.left--;
      suppressed = its.suppressed;
      its.suppressed = 0;
    }
    lines.accept(suppressed == 0 ? line : line + " suppressed=" + suppressed);
  }

  /** Somebody's words on one line, between quotes, without anything that moves a cursor or ends the quotes. */
  public static String quoted(String words) {
    StringBuilder safe = new StringBuilder("\"");
    int[] characters = words.codePoints().limit(WORD_CHARACTERS_MAX + 1L).toArray();
    for (int i = 0; i < characters.length && i < WORD_CHARACTERS_MAX; i++) {
      int character = characters[i];
      if (character == '"' || character == '\\') {
        safe.append('\\').appendCodePoint(character);
      } else if (isPlain(character)) {
        safe.appendCodePoint(character);
      } else {
        safe.append(String.format("\\u{%x}", character));
      }
    }
    return safe.append(characters.length > WORD_CHARACTERS_MAX ? "…\"" : "\"").toString();
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
          Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
        false;
      default -> true;
    };
  }
}
