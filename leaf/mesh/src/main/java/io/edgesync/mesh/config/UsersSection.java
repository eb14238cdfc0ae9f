package io.edgesync.mesh.config;

import io.edgesync.mesh.account.ConnectionKind;
import io.edgesync.mesh.account.PermissionOptions;
import io.edgesync.mesh.account.UserOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code users: [ {user: a, password: b, permissions: {…}}, {nkey: U…} ]}. */
final class UsersSection {
  private final String account;
  private final Problems problems;
  private @Nullable String user;
  private @Nullable String password;
  private @Nullable String nkey;
  private @Nullable PermissionOptions permissions;
  private Set<ConnectionKind> kinds = Set.of();

  private UsersSection(String account, Problems problems) {
    this.account = account;
    this.problems = problems;
  }

  static List<UserOptions> read(Value value, String account, Problems problems) throws ConfigException {
    List<UserOptions> users = new ArrayList<>();
    for (Value item : Read.items(value)) {
      problems.attempt(item.at(), () -> {
        var section = new UsersSection(account, problems);
        Value.Block block = Read.block(item);
        Section.read(block, problems, section::take);
        users.add(section.user(block.fields().values().stream().findFirst().map(Value::at).orElse(item.at())));
      });
    }
    return users;
  }

  private boolean take(String name, Value value) throws ConfigException {
    switch (name) {
      case "user", "username" -> user = Read.text(value);
      case "pass", "password" -> password = Read.text(value);
      case "nkey" -> nkey = Read.text(value);
      case "permission", "permissions", "authorization" -> permissions = PermissionsSection.read(value, problems);
      case "allowed_connection_types", "connection_types", "clients" -> kinds = kinds(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Set<ConnectionKind> kinds(Value value) throws ConfigException {
    Set<ConnectionKind> kinds = new HashSet<>();
    for (String name : Read.texts(value)) {
      try {
        kinds.add(ConnectionKind.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(value.at(), "connection type \"" + name + "\" is not supported; there are "
            + List.of(ConnectionKind.values()));
      }
    }
    return kinds;
  }

  private UserOptions user(Position at) throws ConfigException {
    UserOptions options;
    if (nkey != null) {
      if (user != null || password != null) {
        throw new ConfigException(at, "Nkey users do not take usernames or passwords");
      }
      try {
        options = UserOptions.keyed(nkey);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(at, "Not a valid public nkey for a user");
      }
    } else if (user == null || user.isEmpty()) {
      throw new ConfigException(at, "User entry requires a user");
    } else {
      options = UserOptions.named(user, password == null ? "" : password);
    }
    options = options.inAccount(account).withKinds(kinds);
    return permissions == null ? options : options.withPermissions(permissions);
  }
}
