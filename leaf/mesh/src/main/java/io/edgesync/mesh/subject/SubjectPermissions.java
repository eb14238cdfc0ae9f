package io.edgesync.mesh.subject;

import java.util.List;

/**
 * Which subjects may pass. Deny wins; an empty allow list allows everything.
 */
public record SubjectPermissions(List<String> allow, List<String> deny) {

  public static final SubjectPermissions EVERYTHING = new SubjectPermissions(List.of(), List.of());

  public SubjectPermissions {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  /** The subject, literal or pattern, is covered by the lists as a whole. */
  public boolean permits(String subject) {
    return (allow.isEmpty() || isCovered(allow, subject)) && !isCovered(deny, subject);
  }

  /** Some of what the subject or pattern stands for may be let through; all else of it is left to whoever filters what comes. */
  public boolean permitsSomeOf(String subject) {
    return (allow.isEmpty() || allow.stream().anyMatch(pattern -> Subjects.overlap(pattern, subject)))
        && !isCovered(deny, subject);
  }

  private static boolean isCovered(List<String> patterns, String subject) {
    for (String pattern : patterns) {
      if (Subjects.covers(pattern, subject)) {
        return true;
      }
    }
    return false;
  }
}
