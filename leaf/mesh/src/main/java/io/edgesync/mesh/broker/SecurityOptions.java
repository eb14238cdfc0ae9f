package io.edgesync.mesh.broker;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.tls.TlsOptions;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in, and how.
 *
 * @param clientTls of the client listener; null for plain text
 * @param leafTls of the leafnode listener; null for plain text
 * @param openBeyondLoopback a listener that other machines reach may let in everybody; otherwise it is not opened
 */
public record SecurityOptions(AccountsOptions accounts, @Nullable TlsOptions clientTls, @Nullable TlsOptions leafTls,
    boolean openBeyondLoopback) {
  /** Everybody is let in, from this machine. */
  public static final SecurityOptions NONE = new SecurityOptions(AccountsOptions.OPEN, null, null, false);

  public SecurityOptions withAccounts(AccountsOptions newAccounts) {
    return new SecurityOptions(newAccounts, clientTls, leafTls, openBeyondLoopback);
  }

  public SecurityOptions withClientTls(@Nullable TlsOptions tls) {
    return new SecurityOptions(accounts, tls, leafTls, openBeyondLoopback);
  }

  public SecurityOptions withLeafTls(@Nullable TlsOptions tls) {
    return new SecurityOptions(accounts, clientTls, tls, openBeyondLoopback);
  }

  public SecurityOptions withOpenBeyondLoopback(boolean open) {
    return new SecurityOptions(accounts, clientTls, leafTls, open);
  }
}
