package io.edgesync.mesh.config;

import io.edgesync.mesh.account.PermissionOptions;
import io.edgesync.mesh.account.UserOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code accounts { A: { users: […] }, B: {} }}, or only names of them in an array. */
final class AccountsSection {
  private final Problems problems;
  private final Set<String> names = new LinkedHashSet<>();
  private final List<UserOptions> users = new ArrayList<>();

  private AccountsSection(Problems problems) {
    this.problems = problems;
  }

  static AccountsSection read(Value value, Problems problems) throws ConfigException {
    var section = new AccountsSection(problems);
    if (value instanceof Value.Items) {
      for (String name : Read.texts(value)) {
        section.add(name, value.at());
      }
    } else {
      Value.Block block = Read.block(value);
      block.fields().forEach((name, account) -> problems.attempt(account.at(), () -> {
        if (!block.variables().contains(name) || account instanceof Value.Block) {
          section.account(name, account);
        }
      }));
    }
    return section;
  }

  private void add(String name, Position at) throws ConfigException {
    if (name.equals(UserOptions.GLOBAL_ACCOUNT)) {
      throw new ConfigException(at, "\"" + name + "\" is a Reserved Account");
    }
    if (!names.add(name)) {
      throw new ConfigException(at, "Duplicate Account Entry: " + name);
    }
  }

  private void account(String name, Value value) throws ConfigException {
    add(name, value.at());
    List<UserOptions> own = new ArrayList<>();
    var defaults = new @Nullable PermissionOptions[1];
    Section.read(Read.block(value), problems, (field, content) -> {
      switch (field) {
        case "users" -> own.addAll(UsersSection.read(content, name, problems));
        case "default_permissions" -> defaults[0] = PermissionsSection.read(content, problems);
        // An account's own key is there for those who import from it, and nobody does.
        case "nkey" -> Read.text(content);
        default -> {
          return false;
        }
      }
      return true;
    });
    PermissionOptions permissions = defaults[0];
    own.forEach(user -> users.add(
        permissions == null || user.permissions() != null ? user : user.withPermissions(permissions)));
  }

  Set<String> names() {
    return names;
  }

  List<UserOptions> users() {
    return users;
  }
}
