package io.edgesync.mesh.websocket;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.Secret;
import io.edgesync.mesh.account.UserOptions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who comes in by WebSocket, where that differs from other clients. {@link #NONE} changes nothing.
 *
 * @param user that is let in here and nobody else; null for those of the accounts
 * @param token that lets anybody in here, and nothing else does; null for what the accounts say
 * @param noAuthUser name of the user that those are who present nothing; null for what the accounts say
 * @param jwtCookie name of the cookie that holds a user's JWT where CONNECT has none; null for none
 * @param timeout within which to log in; null for that of other clients
 */
public record WebsocketAuthorization(UserOptions.@Nullable NameAndPassword user, @Nullable Secret token,
    @Nullable String noAuthUser, @Nullable String jwtCookie, @Nullable Duration timeout) {

  public static final WebsocketAuthorization NONE = new WebsocketAuthorization(null, null, null, null, null);

  public WebsocketAuthorization {
    if (user != null && token != null) {
      throw new IllegalArgumentException("websocket.authorization: a user and a token exclude each other");
    }
  }

  public WebsocketAuthorization withNoAuthUser(String name) {
    return new WebsocketAuthorization(user, token, name, jwtCookie, timeout);
  }

  public WebsocketAuthorization withJwtCookie(String name) {
    return new WebsocketAuthorization(user, token, noAuthUser, name, timeout);
  }

  public WebsocketAuthorization withTimeout(Duration newTimeout) {
    return new WebsocketAuthorization(user, token, noAuthUser, jwtCookie, newTimeout);
  }

  public static WebsocketAuthorization ofToken(String token) {
    return new WebsocketAuthorization(null, new Secret(token), null, null, null);
  }

  /**
   * Who is let in here, where these are let in elsewhere.
   *
   * @throws IllegalArgumentException when the two do not go together; the message names the key
   */
  public AccountsOptions applyTo(AccountsOptions accounts) {
    if ((user != null || token != null) && (!accounts.users().isEmpty() || accounts.operator() != null)) {
      throw new IllegalArgumentException("websocket.authorization: a user or token of its own cannot stand beside "
          + "users or an operator; leave it out, and these log in here too");
    }
    if (jwtCookie != null && accounts.operator() == null) {
      throw new IllegalArgumentException("websocket.jwt_cookie: \"" + jwtCookie
          + "\" is for JWTs, and those need an operator; name one, or leave the key out");
    }
    AccountsOptions own = accounts;
    if (user != null) {
      own = AccountsOptions.of(new UserOptions(user, UserOptions.GLOBAL_ACCOUNT, null, Set.of()));
    } else if (token != null) {
      own = new AccountsOptions(accounts.users(), token, null, null, null,
          accounts.busAccount());
    }
    if (noAuthUser != null) {
      own = own.withNoAuthUser(noAuthUser);
    }
    Duration within = timeout == null ? accounts.timeout() : timeout;
    return within == null ? own : own.withTimeout(within);
  }
}
