package io.edgesync.sync.answer;

import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.session.Direction;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.envelope.BodyProof;
import io.edgesync.xfer.envelope.ReceivedBody;
import io.edgesync.xfer.round.CardSource;
import io.edgesync.xfer.round.Round;
import org.jspecify.annotations.Nullable;

/**
 * A request as it reached us.
 *
 * @param round        id, asker as the transport proved it, and what the asker is willing to receive
 * @param cards        the cards after the login or proof
 * @param login        the login card that came first, in the body or as a cookie; its signature is not checked yet
 * @param nonceMatches whether the login's nonce is the hash of the body
 * @param proof        by which a node vouches for the cards; nothing of it is checked yet
 * @param address      the asker's IP address, for the record of where artifacts came from
 * @param ours         which way artifacts may go, seen from us: with {@link Direction#PULL} the asker gets nothing, with
 *                     {@link Direction#PUSH} it brings nothing, whatever its rights
 * @param base         the URL of the repository as the asker dialled it; null where that is none of HTTP's
 */
public record Asked(Round round, CardSource cards, @Nullable LoginCard login, boolean nonceMatches,
    @Nullable BodyProof proof, @Nullable String address, Direction ours, @Nullable String base) {

  /** One that no node vouches for. */
  public Asked(Round round, CardSource cards, @Nullable LoginCard login, boolean nonceMatches,
      @Nullable String address) {
    this(round, cards, login, nonceMatches, null, address, Direction.SYNC, null);
  }

  public static Asked of(Round round, ReceivedBody body, @Nullable String address) {
    return new Asked(round, body.cards(), body.login(), body.nonceMatches(), body.proof(), address, Direction.SYNC,
        null);
  }

  /** The same where artifacts go one way only. */
  public Asked within(Direction way) {
    return new Asked(round, cards, login, nonceMatches, proof, address, way, base);
  }

  /** The same that came by this URL. */
  public Asked at(@Nullable String url) {
    return new Asked(round, cards, login, nonceMatches, proof, address, ours, url);
  }

  /** What is left of rights. */
  Capabilities within(Capabilities rights) {
    return switch (ours) {
      case SYNC -> rights;
      case PULL -> Capabilities.NONE;
      case PUSH -> new Capabilities(
          (rights.read() ? "o" : "") + (rights.clone_() ? "g" : "") + (rights.syncPrivate() ? "x" : ""));
    };
  }
}
