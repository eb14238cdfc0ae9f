package io.edgesync.mesh.broker;

import com.grack.nanojson.JsonObject;
import io.edgesync.mesh.account.Authenticator;
import io.edgesync.mesh.account.Challenge;
import io.edgesync.mesh.account.Credentials;
import io.edgesync.mesh.account.Expiry;
import io.edgesync.mesh.account.User;
import io.edgesync.mesh.leafnode.ProtocolJson;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one connection from anybody to a user: a nonce, a time to log in, and a check that may be made on another thread, while
 * nothing more of the connection is read. On the connection's event loop.
 */
final class ClientLogin {
  private static final Logger LOG = LoggerFactory.getLogger(ClientLogin.class);
  private static final String VIOLATION = "Authorization Violation";

  private final Connection connection;
  private Authenticator authenticator;
  private Entrance entrance;
  private final @Nullable String nonce;
  private boolean done;
  private boolean checking;
  /** What was presented, for when the users change. */
  private Credentials credentials = Credentials.NONE;
  private @Nullable Future<?> timer;

  ClientLogin(Connection connection, Entrance entrance, boolean alwaysNonce) {
    this.connection = connection;
    this.authenticator = entrance.authenticator();
    this.entrance = entrance;
    this.nonce = alwaysNonce || authenticator.usesNonce() ? Access.newNonce() : null;
  }

  /** For INFO; null where nobody signs one. */
  @Nullable
  String nonce() {
    return nonce;
  }

  /** For INFO: whoever presents nothing is turned away. */
  boolean isAnnounced() {
    return authenticator.isAnnounced();
  }

  /** Somebody has to log in. */
  boolean isRequired() {
    return authenticator.isRequired();
  }

  /** Somebody has to log in, and has not. */
  boolean isAwaited() {
    return authenticator.isRequired() && !done;
  }

  /** From now on it has so long. */
  void begin(@Nullable Duration tlsTimeout) {
    if (isAwaited()) {
      Duration configured = entrance.loginTimeout();
      Duration timeout = configured != null
          ? configured
          : tlsTimeout == null ? Duration.ofSeconds(2) : tlsTimeout.plusSeconds(1);
      timer = connection.alarms.in(timeout.toMillis(), TimeUnit.MILLISECONDS, () -> {
        if (isAwaited()) {
          connection.fail("Authentication Timeout");
        }
      });
    }
  }

  /** Something other than CONNECT came first: who it is then. Null, with the connection ended, for nobody. */
  @Nullable
  User withoutConnect() {
    User user = authenticator.noAuthUser();
    if (user == null) {
      connection.fail(VIOLATION);
    } else {
      done = true;
    }
    return user;
  }

  /** Takes what CONNECT presents, where nobody asks for it now. */
  void present(String json) {
    connection.keepsOfConnect(2L * json.length());
    JsonObject connect = ProtocolJson.statement(json);
    credentials = Credentials.of(connect == null ? new JsonObject() : connect).orJwt(entrance.cookieJwt());
  }

  /** Hands over who it is once that is known, or ends the connection. */
  void check(String json, Encryption encryption, Consumer<User> whenIn) {
    present(json);
    judge(encryption, whenIn);
  }

  /**
   * Other users may be let in from now on: whoever is in already is judged again by what it presented.
   *
   * @param whenStillIn hears who it is now
   */
  void renew(Entrance now, Encryption encryption, Consumer<User> whenStillIn) {
    boolean in = !isAwaited();
    entrance = now;
    authenticator = now.authenticator();
    // A check under way sees that it was made among other users.
    if (!in || checking) {
      return;
    }
    if (authenticator.hasLost(credentials)) {
      connection.closeSilently("its user is gone", CloseReason.CLIENT_CLOSED);
    } else {
      judge(encryption, whenStillIn);
    }
  }

  private void judge(Encryption encryption, Consumer<User> whenIn) {
    Authenticator asked = authenticator;
    Credentials presented = credentials;
    var challenge = new Challenge(nonce == null ? "" : nonce,
        Connection.internet(connection.channel.remoteAddress()).getAddress(),
        entrance.kind(), encryption.certificate(), encryption.namesUsers());
    if (!asked.isSlow(presented)) {
      conclude(asked.login(presented, challenge), whenIn);
      return;
    }
    checking = true;
    connection.halt();
    try {
      connection.node.access().checkers().execute(() -> {
        User user = connection.channel.isActive() ? asked.login(presented, challenge) : null;
        connection.channel.eventLoop().execute(() -> connection.proceed(() -> {
          checking = false;
          if (asked == authenticator) {
            conclude(user, whenIn);
          } else if (!connection.isFinished()) {
            judge(encryption, whenIn);
          }
        }));
      });
    } catch (RejectedExecutionException closing) {
      connection.closeSilently("the broker is closing");
    }
  }

  private void conclude(@Nullable User user, Consumer<User> whenIn) {
    if (connection.isFinished()) {
      return;
    }
    if (user == null) {
      LOG.warn("login refused peer={}", connection.remoteAddress());
      connection.fail(VIOLATION);
      return;
    }
    done = true;
    if (timer != null) {
      timer.cancel(false);
    }
    whenIn.accept(user);
    if (user.expiry() != null && !connection.isFinished()) {
      expireAt(user.expiry());
    }
  }

  private void expireAt(Expiry expiry) {
    long millis = Math.max(0, Duration.between(Instant.now(), expiry.at()).toMillis());
    timer = connection.alarms.in(millis, TimeUnit.MILLISECONDS, () -> connection.fail(expiry.error()));
  }
}
