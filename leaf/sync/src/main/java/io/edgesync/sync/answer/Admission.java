package io.edgesync.sync.answer;

import io.edgesync.sync.rights.AnsweringSessions;
import io.edgesync.sync.rights.Audit;
import io.edgesync.sync.rights.Authorizer;
import org.jspecify.annotations.Nullable;

/**
 * How somebody gets into an answerer.
 *
 * @param authorizer who may do what
 * @param sessions   in which nodes prove their keys; null where none can
 * @param audit      where it is written down
 */
public record Admission(Authorizer authorizer, @Nullable AnsweringSessions sessions, Audit audit) {

  /** By logins alone, and not written down. */
  public static Admission of(Authorizer authorizer) {
    return new Admission(authorizer, null, Audit.silent());
  }
}
