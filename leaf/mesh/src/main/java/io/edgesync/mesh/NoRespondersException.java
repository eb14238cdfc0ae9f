package io.edgesync.mesh;

/** A request was published and nobody was interested in its subject. */
public final class NoRespondersException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String subject;

  public NoRespondersException(String subject) {
    super("no responders on " + subject);
    this.subject = subject;
  }

  public String subject() {
    return subject;
  }
}
