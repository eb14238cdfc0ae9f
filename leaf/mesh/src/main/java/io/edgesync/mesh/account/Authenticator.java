package io.edgesync.mesh.account;

import io.edgesync.mesh.identity.NodeKey;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets users in, in the order of {@code nats-server}: by JWT where there is an operator, else by nkey, by name (or certificate), by
 * token.
 */
public final class Authenticator {
  private static final int SIGNATURE_CHARS_MAX = 128;

  /** A user of the configuration. */
  private record Known(UserOptions options, User user, @Nullable Secret password) {}

  private final AccountsOptions options;
  private final Map<String, Known> byName = new HashMap<>();
  private final Map<String, Known> byKey = new HashMap<>();
  private final @Nullable OperatorMode operator;
  private final @Nullable User noAuthUser;
  private final boolean hasHashes;

  public Authenticator(AccountsOptions options, InstantSource clock) {
    this.options = options;
    for (UserOptions user : options.users()) {
      add(user);
    }
    operator = options.operator() == null ? null : new OperatorMode(options.operator(), clock);
    Known unnamed = options.noAuthUser() == null ? null : byName.get(options.noAuthUser());
    noAuthUser = unnamed == null ? null : unnamed.user();
    hasHashes = (options.token() != null && options.token().isHashed())
        || byName.values().stream().anyMatch(user -> user.password() != null && user.password().isHashed());
  }

  private void add(UserOptions user) {
    PermissionOptions permissions = user.permissions();
    Permissions compiled = permissions == null ? null : new Permissions(permissions);
    Known before = switch (user.login()) {
      case UserOptions.NameAndPassword(String name, Secret password) -> byName.put(name, new Known(user,
          new User(name, user.account(), compiled, UserLimits.NONE, null, null), password));
      case UserOptions.Key(NodeKey key) -> byKey.put(key.text(), new Known(user,
          new User(key.text(), user.account(), compiled, UserLimits.NONE, null, key.text()), null));
    };
    if (before != null) {
      throw new IllegalArgumentException("user " + before.user().name() + " is there twice");
    }
  }

  /** Somebody has to log in before anything else. */
  public boolean isRequired() {
    return !options.isOpen();
  }

  /** INFO says {@code auth_required}: not where those who present nothing are somebody. */
  public boolean isAnnounced() {
    return isRequired() && noAuthUser == null;
  }

  /** INFO has a nonce, because some users sign it. */
  public boolean usesNonce() {
    return operator != null || !byKey.isEmpty();
  }

  /** What the account may cost, whoever its users are. */
  public UserLimits limitsOf(String account) {
    return operator == null ? UserLimits.NONE : operator.limitsOf(account);
  }

  /** Who those are who present nothing; null where they are turned away. */
  public @Nullable User noAuthUser() {
    return noAuthUser;
  }

  /** Whether {@link #login} may take long. */
  public boolean isSlow(Credentials credentials) {
    return operator != null || !credentials.nkey().isEmpty()
        || (hasHashes && !(credentials.presentsNothing() && noAuthUser != null));
  }

  /** Whether somebody who was let in once named a user that there is not any more. */
  public boolean hasLost(Credentials credentials) {
    if (!isRequired() || operator != null) {
      return false;
    }
    return credentials.nkey().isEmpty()
        ? !credentials.user().isEmpty() && !byName.containsKey(credentials.user())
        : !byKey.containsKey(credentials.nkey());
  }

  /** Who that is; null for nobody who is let in. */
  public @Nullable User login(Credentials credentials, Challenge challenge) {
    if (!isRequired()) {
      return User.ANYBODY;
    }
    if (operator != null) {
      return operator.login(credentials, challenge);
    }
    if (!byKey.isEmpty() && !credentials.nkey().isEmpty()) {
      Known known = byKey.get(credentials.nkey());
      return known != null && isAdmitted(known, challenge)
          && isSigned(credentials.nkey(), credentials.sig(), challenge.nonce()) ? known.user() : null;
    }
    if (!byName.isEmpty()) {
      if (challenge.certificateNamesUser()) {
        return byCertificate(credentials, challenge);
      }
      if (noAuthUser != null && credentials.presentsNothing()) {
        Known known = byName.get(noAuthUser.name());
        return known != null && isAdmitted(known, challenge) ? noAuthUser : null;
      }
      if (!credentials.user().isEmpty()) {
        Known known = byName.get(credentials.user());
        return known != null && isAdmitted(known, challenge) && known.password() != null
            && known.password().matches(credentials.password()) ? known.user() : null;
      }
    }
    return options.token() != null && options.token().matches(credentials.token()) ? User.ANYBODY : null;
  }

  private @Nullable User byCertificate(Credentials credentials, Challenge challenge) {
    if (challenge.certificate() == null) {
      return null;
    }
    for (Known known : challenge.certificate().named(byName)) {
      if (isAdmitted(known, challenge) && known.password() != null) {
        return known.password().matches(credentials.password()) ? known.user() : null;
      }
    }
    return null;
  }

  private static boolean isAdmitted(Known known, Challenge challenge) {
    return known.options().kinds().isEmpty() || known.options().kinds().contains(challenge.kind());
  }

  /** Whether {@code sig}, base 64 of either alphabet, is the key's signature over the nonce. */
  static boolean isSigned(String userKey, String sig, String nonce) {
    if (sig.isEmpty() || sig.length() > SIGNATURE_CHARS_MAX) {
      return false;
    }
    try {
      byte[] signature = Base64.getUrlDecoder().decode(sig.replace('+', '-').replace('/', '_').replace("=", ""));
      return new NodeKey(userKey).verifies(nonce.getBytes(StandardCharsets.US_ASCII), signature);
    } catch (IllegalArgumentException notBase64OrNoKey) {
      return false;
    }
  }
}
