package io.edgesync.repository.tag;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to change about a check-in; {@code null} and empty leave things as they are.
 *
 * @param comment what it says from now on
 * @param user    whose it is
 * @param date    when it was made
 * @param color   its background on the timeline
 * @param branch  the branch that begins with it
 * @param adds    symbolic tags to add to it alone
 * @param cancels symbolic tags to cancel; those that it does not have do not count
 * @param marks   the rest
 */
public record Amendment(
    @Nullable String comment,
    @Nullable String user,
    @Nullable Instant date,
    @Nullable Color color,
    @Nullable String branch,
    List<String> adds,
    List<String> cancels,
    Set<Mark> marks) {

  /** The empty amendment. */
  public static final Amendment NOTHING = new Amendment(null, null, null, null, null, List.of(), List.of(), Set.of());

  /**
   * A background color.
   *
   * @param value      a name, {@code #rrggbb} or {@code rrggbb}; empty to take the color away
   * @param propagates whether those that descend from the check-in get it as well
   */
  public record Color(String value, boolean propagates) {}

  /** What is switched on or off. */
  public enum Mark {
    /** Hides the branch from here on. */
    HIDE,
    /** Shows it again. */
    UNHIDE,
    /** Closes the leaf; or, if it is none, everything that descends from it. */
    CLOSE,
    /** Opens it again. */
    REOPEN
  }

  public Amendment {
    adds = List.copyOf(adds);
    cancels = List.copyOf(cancels);
    marks = Set.copyOf(marks);
  }

  public Amendment comment(String text) {
    return new Amendment(text, user, date, color, branch, adds, cancels, marks);
  }

  public Amendment user(String login) {
    return new Amendment(comment, login, date, color, branch, adds, cancels, marks);
  }

  public Amendment date(Instant when) {
    return new Amendment(comment, user, when, color, branch, adds, cancels, marks);
  }

  public Amendment color(String value) {
    return new Amendment(comment, user, date, new Color(value, false), branch, adds, cancels, marks);
  }

  public Amendment branchColor(String value) {
    return new Amendment(comment, user, date, new Color(value, true), branch, adds, cancels, marks);
  }

  public Amendment branch(String name) {
    return new Amendment(comment, user, date, color, name, adds, cancels, marks);
  }

  public Amendment tag(String name) {
    return new Amendment(comment, user, date, color, branch, with(adds, name), cancels, marks);
  }

  public Amendment cancel(String name) {
    return new Amendment(comment, user, date, color, branch, adds, with(cancels, name), marks);
  }

  public Amendment mark(Mark mark) {
    Set<Mark> more = EnumSet.of(mark);
    more.addAll(marks);
    return new Amendment(comment, user, date, color, branch, adds, cancels, more);
  }

  private static List<String> with(List<String> names, String name) {
    List<String> more = new ArrayList<>(names);
    more.add(name);
    return more;
  }
}
