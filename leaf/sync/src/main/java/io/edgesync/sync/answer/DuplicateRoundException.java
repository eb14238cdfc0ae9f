package io.edgesync.sync.answer;

/** The same round of the same asker is being answered at this moment: this copy of it needs no answer. */
public final class DuplicateRoundException extends Exception {
  private static final long serialVersionUID = 1L;

  DuplicateRoundException(String round) {
    super("round " + round + " is being answered already");
  }
}
