package io.edgesync.mesh.subject;
/** Finds the subscriptions for a subject. */
final class SubjectTrie {
  private SubjectTrie() {
  }
}
