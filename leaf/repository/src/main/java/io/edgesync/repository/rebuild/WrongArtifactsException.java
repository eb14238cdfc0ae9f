package io.edgesync.repository.rebuild;

import java.util.List;

/** A rebuild met artifacts that are not what their names say; the transaction has to be rolled back, the file not used. */
public final class WrongArtifactsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<WrongArtifact> wrong;

  WrongArtifactsException(List<WrongArtifact> wrong) {
    super("artifact " + wrong.getFirst().name() + ": " + wrong.getFirst().reason()
        + (wrong.size() == 1 ? "" : " (and " + (wrong.size() - 1) + " more)"));
    this.wrong = List.copyOf(wrong);
  }

  /** The artifacts concerned, in rid order, never empty. */
  public List<WrongArtifact> wrong() {
    return wrong;
  }
}
