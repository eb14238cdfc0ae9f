package io.edgesync.xfer.envelope;

import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Principal;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Between cards and bodies. */
public final class XferBody {

  /** Where an asking side puts its login. */
  public enum LoginPlacement {
    /** First line of the text: every Fossil reads it. */
    BODY,
    /** The cookie {@code x-f-l-c}: servers from 2.27 on. */
    COOKIE
  }

  private XferBody() {}

  /** A body with the login in its first line where {@code asker} is a Fossil login and the project is known. */
  public static EncodedBody encode(CardSource cards, Principal asker, @Nullable ProjectCode project, BodyForm form)
      throws IOException, InterruptedException {
    return encode(cards, asker, project, form, LoginPlacement.BODY);
  }

  public static EncodedBody encode(CardSource cards, Principal asker, @Nullable ProjectCode project, BodyForm form,
      LoginPlacement placement) throws IOException, InterruptedException {
    throw new IllegalStateException();
  }

  /**
   * Takes in a whole body on the answering side: spools, decompresses, splits off the login and checks its nonce.
   *
   * @param loginCookie the value of the cookie {@code x-f-l-c}, or null
   */
  public static ReceivedBody receive(InputStream body, BodyForm form, @Nullable String loginCookie, CardLimits limits,
      MemoryBudget budget) throws IOException, InterruptedException {
    throw new IllegalStateException();
  }

  /** Reads a reply card by card as it arrives, on the asking side. The result closes {@code body}. */
  public static CardSource.Cards stream(InputStream body, BodyForm form, CardLimits limits, MemoryBudget budget)
      throws IOException {
    throw new IllegalStateException();
  }
}
