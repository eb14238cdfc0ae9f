package io.edgesync.mesh.broker;

import io.edgesync.mesh.websocket.WebsocketOptions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The accounts of one broker and the way into them. Thread-safe. */
final class Access implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 11;
  private static final int CHECKERS = 2;
  private static final long CHECKERS_IDLE_SECONDS = 10;

  /** Replaced when the configuration is read again; read by every connection that begins. */
  private volatile Doors doors;
  private final Map<String, AccountSpace> spaces = new ConcurrentHashMap<>();
  private final AccountSpace busAccount;
  /** Signatures and hashes take too long for an event loop. Its queue is as long as there are connections that log in. */
  private final ThreadPoolExecutor checkers;

  /**
   * @throws IllegalArgumentException when what a WebSocket listener says of logging in does not go with the accounts
   */
  Access(SecurityOptions options, @Nullable WebsocketOptions websocket) {
    doors = Doors.plain(options, websocket);
    busAccount = space(options.accounts().busAccount());
    checkers = new ThreadPoolExecutor(CHECKERS, CHECKERS, CHECKERS_IDLE_SECONDS, TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("mesh-login-", 0).factory());
    checkers.allowCoreThreadTimeOut(true);
  }

  static String newNonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  Doors doors() {
    return doors;
  }

  void doors(Doors others) {
    doors = others;
  }

  Executor checkers() {
    return checkers;
  }

  AccountSpace space(String account) {
    return spaces.computeIfAbsent(account, AccountSpace::new);
  }

  /** The account that the process itself shares. */
  AccountSpace busAccount() {
    return busAccount;
  }

  Collection<AccountSpace> spaces() {
    return spaces.values();
  }

  /** All links are about to go. */
  void end() {
    spaces.values().forEach(space -> space.router().end());
  }

  /** Stops checking; waits for nothing. */
  @Override
  public void close() {
    checkers.shutdownNow();
  }
}
