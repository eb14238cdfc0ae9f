package io.edgesync.mesh.config;

import io.edgesync.mesh.account.PermissionOptions;
import io.edgesync.mesh.account.Secret;
import io.edgesync.mesh.account.UserOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code authorization { user: a, password: b, token: t, timeout: 2, users: […], default_permissions: {…} }}. */
final class AuthorizationSection {
  /**
   * What it says; null for what it does not say.
   *
   * @param permissions of those users who have none of their own
   */
  record Authorization(UserOptions.@Nullable NameAndPassword user, @Nullable Secret token, @Nullable Duration timeout,
      @Nullable List<UserOptions> users, @Nullable PermissionOptions permissions) {

    /** All that may come in by name or key. */
    List<UserOptions> allUsers() {
      if (user != null) {
        return List.of(new UserOptions(user, UserOptions.GLOBAL_ACCOUNT, null, Set.of()));
      }
      List<UserOptions> several = users == null ? List.of() : users;
      return permissions == null
          ? several
          : several.stream().map(one -> one.permissions() == null ? one.withPermissions(permissions) : one).toList();
    }
  }

  private final Problems problems;
  private @Nullable String user;
  private @Nullable String password;
  private @Nullable String token;
  private @Nullable Duration timeout;
  private @Nullable List<UserOptions> users;
  private @Nullable PermissionOptions permissions;

  private AuthorizationSection(Problems problems) {
    this.problems = problems;
  }

  static Authorization read(Value value, Problems problems) throws ConfigException {
    var section = new AuthorizationSection(problems);
    Section.read(Read.block(value), problems, section::take);
    return section.authorization(value.at());
  }

  private boolean take(String name, Value value) throws ConfigException {
    switch (name) {
      case "user", "username" -> user = given(value);
      case "pass", "password" -> password = given(value);
      case "token" -> token = given(value);
      case "timeout" -> timeout = positive(Read.timeout(name, value));
      case "users" -> users = UsersSection.read(value, UserOptions.GLOBAL_ACCOUNT, problems);
      case "default_permission", "default_permissions", "permissions" ->
        permissions = PermissionsSection.read(value, problems);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** What is empty, an unset variable of a shell perhaps, is not given: it must not look like a secret that somebody has to know. */
  static @Nullable String given(Value value) throws ConfigException {
    String text = Read.text(value);
    return text.isEmpty() ? null : text;
  }

  /** Zero stands for the default. */
  static @Nullable Duration positive(Duration timeout) {
    return timeout.isPositive() ? timeout : null;
  }

  private Authorization authorization(Position at) throws ConfigException {
    boolean single = user != null || password != null;
    if (single && token != null) {
      throw new ConfigException(at, "Cannot have a user/pass and token");
    }
    if (single && users != null) {
      throw new ConfigException(at, "Can not have a single user/pass and a users array");
    }
    if (token != null && users != null) {
      throw new ConfigException(at, "Can not have a token and a users array");
    }
    if (password != null && user == null) {
      throw new ConfigException(at, "a password without a user");
    }
    return new Authorization(
        user == null ? null : new UserOptions.NameAndPassword(user, new Secret(password == null ? "" : password)),
        token == null ? null : new Secret(token), timeout, users, permissions);
  }
}
