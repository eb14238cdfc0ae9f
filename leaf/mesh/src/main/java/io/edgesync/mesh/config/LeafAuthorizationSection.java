package io.edgesync.mesh.config;

import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.leafnode.LeafAuthorization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code authorization { user: a, password: b, account: A, timeout: 2 }} of {@code leafnodes}, or {@code users: [ {user: a, password: b,
 * account: A} ]}, or {@code nkey: U…} in place of the user. There are neither tokens nor permissions.
 */
final class LeafAuthorizationSection {
  private final Problems problems;
  private @Nullable String user;
  private @Nullable String password;
  private @Nullable String nkey;
  private String account = "";
  private @Nullable Duration timeout;
  private final List<UserOptions> several = new ArrayList<>();

  private LeafAuthorizationSection(Problems problems) {
    this.problems = problems;
  }

  static LeafAuthorization read(Value value, Problems problems) throws ConfigException {
    var section = new LeafAuthorizationSection(problems);
    Section.read(Read.block(value), problems, section::take);
    return section.authorization(value.at());
  }

  private boolean take(String name, Value value) throws ConfigException {
    switch (name) {
      case "timeout" -> timeout = AuthorizationSection.positive(Read.timeout(name, value));
      case "nkey" -> nkey = AuthorizationSection.given(value);
      case "users" -> {
        for (Value item : Read.items(value)) {
          problems.attempt(item.at(), () -> {
            var one = new LeafAuthorizationSection(problems);
            Section.read(Read.block(item), problems, one::takeOfUser);
            several.add(one.user(item.at()));
          });
        }
      }
      default -> {
        return takeOfUser(name, value);
      }
    }
    return true;
  }

  private boolean takeOfUser(String name, Value value) throws ConfigException {
    switch (name) {
      case "user", "username" -> user = AuthorizationSection.given(value);
      case "pass", "password" -> password = AuthorizationSection.given(value);
      case "account" -> account = Read.text(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  private UserOptions user(Position at) throws ConfigException {
    if (user == null && nkey == null) {
      throw new ConfigException(at, "leafnode authorization with " + (password == null ? "an account" : "a password")
          + " needs a user");
    }
    try {
      UserOptions options = user == null
          ? UserOptions.keyed(String.valueOf(nkey))
          : UserOptions.named(user, password == null ? "" : password);
      return account.isEmpty() ? options : options.inAccount(account);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(at, "Not a valid public nkey for leafnode authorization");
    }
  }

  private LeafAuthorization authorization(Position at) throws ConfigException {
    if (several.isEmpty()) {
      boolean nobody = user == null && nkey == null && password == null && account.isEmpty();
      return new LeafAuthorization(nobody ? List.of() : List.of(user(at)), timeout);
    }
    if (user != null || nkey != null) {
      throw new ConfigException(at,
          "can not have a single " + (user == null ? "nkey" : "user/pass") + " and a users array");
    }
    Set<String> names = new HashSet<>();
    for (UserOptions each : several) {
      if (each.login() instanceof UserOptions.NameAndPassword(String name, var _) && !names.add(name)) {
        throw new ConfigException(at, "duplicate user \"" + name + "\" detected in leafnode authorization");
      }
    }
    return new LeafAuthorization(several, timeout);
  }
}
