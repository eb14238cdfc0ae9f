package io.edgesync.mesh.account;

import io.edgesync.mesh.identity.NodeKey;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user of the configuration.
 *
 * @param account whose subjects it shares
 * @param permissions null for all
 * @param kinds how it may come in; empty for every way
 */
public record UserOptions(Login login, String account, @Nullable PermissionOptions permissions,
    Set<ConnectionKind> kinds) {
  /** The account of users that are in none, by the name that {@code nats-server} gives to it. */
  public static final String GLOBAL_ACCOUNT = "$G";

  /** How a user proves to be one. */
  public sealed interface Login {}

  /** By name and password. Where certificates are mapped to users, the certificate names it and the password is empty. */
  public record NameAndPassword(String name, Secret password) implements Login {
    public NameAndPassword {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a user needs a name");
      }
    }
  }

  /** By a signature over the nonce of INFO. */
  public record Key(NodeKey key) implements Login {}

  public UserOptions {
    if (account.isEmpty()) {
      throw new IllegalArgumentException("user " + login + ": the name of its account is empty");
    }
    kinds = kinds.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(kinds));
  }

  /** A user of the global account. The password is plain or a bcrypt hash. */
  public static UserOptions named(String name, String password) {
    return new UserOptions(new NameAndPassword(name, new Secret(password)), GLOBAL_ACCOUNT, null, Set.of());
  }

  /** @param nkey 56 characters beginning {@code U} */
  public static UserOptions keyed(String nkey) {
    return new UserOptions(new Key(new NodeKey(nkey)), GLOBAL_ACCOUNT, null, Set.of());
  }

  public UserOptions inAccount(String name) {
    return new UserOptions(login, name, permissions, kinds);
  }

  public UserOptions withPermissions(PermissionOptions newPermissions) {
    return new UserOptions(login, account, newPermissions, kinds);
  }

  public UserOptions withKinds(Set<ConnectionKind> newKinds) {
    return new UserOptions(login, account, permissions, newKinds);
  }
}
