package io.edgesync.sync.session;

import io.edgesync.sync.SyncClock;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.CommentCard;
import io.edgesync.xfer.login.LoginSigner;
import io.edgesync.xfer.round.Deadline;
import io.edgesync.xfer.round.Principal;
import io.edgesync.xfer.round.Round;
import io.edgesync.xfer.round.RoundId;
import io.edgesync.xfer.round.Trace;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What all rounds that we ask for have in common. */
public final class Rounds {

  private static final int ID_BYTES = 12;
  private static final int NOISE_BYTES = 20;
  /** What a reply says beside its artifacts. */
  private static final long CARDS_BYTES = 1 << 20;

  private Rounds() {}

  /**
   * A round under a new id, which is to end in time, with a reply of bounded size.
   *
   * @param project null where only the server knows
   */
  public static Round next(@Nullable ProjectCode project, @Nullable LoginSigner login, SessionLimits limits,
      SyncClock clock,
      RandomGenerator random) {
    return new Round(new RoundId(HexFormat.of().formatHex(noise(ID_BYTES, random))), project,
        login == null ? Principal.NOBODY : new Principal.FossilLogin(login),
        Deadline.after(limits.roundPatience(), clock.nanoTime()), Trace.NONE,
        limits.replyBytesMax() + limits.artifactBytesMax() + CARDS_BYTES);
  }

  /** As a client's last line, what makes two equal requests differ, and with them their signatures. */
  public static CommentCard lastLine(RandomGenerator random) {
    return new CommentCard(" " + HexFormat.of().withUpperCase().formatHex(noise(NOISE_BYTES, random)));
  }

  private static byte[] noise(int bytes, RandomGenerator random) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return noise;
  }
}
