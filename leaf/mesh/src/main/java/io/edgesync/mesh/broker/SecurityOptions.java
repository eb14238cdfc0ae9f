package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.leafnode.LeafAuthorization;
import io.edgesync.mesh.tls.TlsOptions;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in, and how.
 *
 * @param clientTls of the client listener; null for plain text
 * @param leafTls of the leafnode listener; null for plain text
 * @param leafAuthorization who logs in on links, where that differs from {@code accounts}
 * @param openBeyondLoopback a listener that other machines reach may let in everybody; otherwise it is not opened
 */
public record SecurityOptions(AccountsOptions accounts, @Nullable TlsOptions clientTls, @Nullable TlsOptions leafTls,
    LeafAuthorization leafAuthorization, boolean openBeyondLoopback) {
  /** Everybody is let in, from this machine. */
  public static final SecurityOptions NONE = new SecurityOptions(AccountsOptions.OPEN, null, null,
      LeafAuthorization.NONE, false);

  public SecurityOptions withAccounts(AccountsOptions newAccounts) {
    return new SecurityOptions(newAccounts, clientTls, leafTls, leafAuthorization, openBeyondLoopback);
  }

  public SecurityOptions withClientTls(@Nullable TlsOptions tls) {
    return new SecurityOptions(accounts, tls, leafTls, leafAuthorization, openBeyondLoopback);
  }

  public SecurityOptions withLeafTls(@Nullable TlsOptions tls) {
    return new SecurityOptions(accounts, clientTls, tls, leafAuthorization, openBeyondLoopback);
  }

  public SecurityOptions withLeafAuthorization(LeafAuthorization authorization) {
    return new SecurityOptions(accounts, clientTls, leafTls, authorization, openBeyondLoopback);
  }

  public SecurityOptions withOpenBeyondLoopback(boolean open) {
    return new SecurityOptions(accounts, clientTls, leafTls, leafAuthorization, open);
  }
}
