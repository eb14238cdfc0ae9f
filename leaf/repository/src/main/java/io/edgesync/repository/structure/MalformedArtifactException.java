package io.edgesync.repository.structure;

/** Says why a text is no structural artifact. Without a stack trace: nearly every blob is tried and refused. */
public final class MalformedArtifactException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedArtifactException(String reason) {
    super(reason, null, false, false);
  }
}
