package io.edgesync.repository.authoring;

import io.edgesync.repository.artifact.LocalStore.Guard;
import java.util.List;

/**
 * What one writer wants stored: the artifact itself and, before it, content that it refers to.
 *
 * @param contents   file contents, which stock does not note as unsent
 * @param text       the structural artifact
 * @param isPrivate  whether all of it is private
 * @param notesUnsent whether the artifact is noted as not yet sent: stock does for most kinds
 * @param beside     what else happens in the transaction, before anything is stored
 */
public record Draft(List<byte[]> contents, byte[] text, boolean isPrivate, boolean notesUnsent, Guard beside) {

  private static final Guard NOTHING = session -> {};

  public Draft {
    contents = List.copyOf(contents);
  }

  /** A public artifact that is noted as unsent. */
  public static Draft of(byte[] text) {
    return new Draft(List.of(), text, false, true, NOTHING);
  }

  public Draft withPrivacy(boolean isItPrivate) {
    return new Draft(contents, text, isItPrivate, notesUnsent, beside);
  }

  /** Not noted as unsent. */
  public Draft quietly() {
    return new Draft(contents, text, isPrivate, false, beside);
  }

  public Draft referringTo(byte[] content) {
    return new Draft(List.of(content), text, isPrivate, notesUnsent, beside);
  }

  public Draft along(Guard more) {
    return new Draft(contents, text, isPrivate, notesUnsent, more);
  }
}
