package io.edgesync.sync;

import io.edgesync.xfer.card.PragmaCard;
import java.util.List;

/** The Fossil whose behaviour we have: no cookie logins, SHA3 names, hints about private artifacts. */
public final class FossilVersion {

  private static final List<String> WORDS = List.of("22100", "20230226", "192424");

  /** What an asking side says of itself. */
  public static final PragmaCard CLIENT = new PragmaCard("client-version", WORDS);

  /** What an answering side says of itself to those who did. */
  public static final PragmaCard SERVER = new PragmaCard("server-version", WORDS);

  private FossilVersion() {}
}
