package io.edgesync.mesh.leafnode;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.UserOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who logs in on links that come in, where that differs from clients. {@link #NONE} changes nothing.
 *
 * @param users let in on links, and nobody else; empty for those of the accounts
 * @param timeout within which to log in; null for two seconds
 */
public record LeafAuthorization(List<UserOptions> users, @Nullable Duration timeout) {
  public static final LeafAuthorization NONE = new LeafAuthorization(List.of(), null);

  public LeafAuthorization {
    users = List.copyOf(users);
  }

  /**
   * Who is let in on links, where these are let in elsewhere.
   *
   * @throws IllegalArgumentException when the two do not go together
   */
  public AccountsOptions applyTo(AccountsOptions accounts) {
    if (users.isEmpty()) {
      return accounts;
    }
    if (accounts.operator() != null) {
      throw new IllegalArgumentException("operator mode does not allow specifying users in leafnode config");
    }
    return AccountsOptions.OPEN.withUsers(users).withBusAccount(accounts.busAccount());
  }
}
