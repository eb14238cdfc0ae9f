package io.edgesync.mesh.account;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in. {@link #OPEN} lets everybody in; as soon as there is a user, a token or an operator, nobody else is.
 *
 * @param users of all accounts
 * @param token let in with it: anybody, to the global account; null for none
 * @param operator whose signed users are let in, and no others; null for none
 * @param noAuthUser name of the user that those are who present nothing; null where they are turned away
 * @param timeout within which to log in; null for two seconds, three where the listener has TLS
 * @param busAccount whose subjects the process itself shares
 */
public record AccountsOptions(List<UserOptions> users, @Nullable Secret token, @Nullable OperatorOptions operator,
    @Nullable String noAuthUser, @Nullable Duration timeout,
    String busAccount) {

  public static final AccountsOptions OPEN = new AccountsOptions(List.of(), null, null, null, null,
      UserOptions.GLOBAL_ACCOUNT);

  public AccountsOptions {
    users = List.copyOf(users);
    if (token != null && token.isEmpty()) {
      throw new IllegalArgumentException("token: it is empty, so that everybody would have it; leave it out");
    }
    if (operator != null && (!users.isEmpty() || token != null || noAuthUser != null)) {
      throw new IllegalArgumentException(
          "operator: users, token and no_auth_user cannot stand beside it, since only users that the operator's "
              + "accounts signed are let in");
    }
    if (noAuthUser != null && !hasUser(users, noAuthUser)) {
      throw new IllegalArgumentException("no_auth_user: \"" + noAuthUser
          + "\" is not a user; name one of the users in authorization or accounts");
    }
  }

  private static boolean hasUser(List<UserOptions> users, String name) {
    return users.stream()
        .anyMatch(user -> user.login() instanceof UserOptions.NameAndPassword login && login.name().equals(name));
  }

  public static AccountsOptions of(UserOptions... users) {
    return OPEN.withUsers(List.of(users));
  }

  public static AccountsOptions ofToken(String token) {
    return new AccountsOptions(List.of(), new Secret(token), null, null, null, UserOptions.GLOBAL_ACCOUNT);
  }

  public static AccountsOptions of(OperatorOptions operator) {
    return new AccountsOptions(List.of(), null, operator, null, null, UserOptions.GLOBAL_ACCOUNT);
  }

  /** Nobody has to log in. */
  public boolean isOpen() {
    return users.isEmpty() && token == null && operator == null;
  }

  public AccountsOptions withUsers(List<UserOptions> newUsers) {
    return new AccountsOptions(newUsers, token, operator, noAuthUser, timeout, busAccount);
  }

  public AccountsOptions withNoAuthUser(String name) {
    return new AccountsOptions(users, token, operator, name, timeout, busAccount);
  }

  public AccountsOptions withTimeout(Duration newTimeout) {
    return new AccountsOptions(users, token, operator, noAuthUser, newTimeout, busAccount);
  }

  public AccountsOptions withBusAccount(String account) {
    return new AccountsOptions(users, token, operator, noAuthUser, timeout, account);
  }
}
