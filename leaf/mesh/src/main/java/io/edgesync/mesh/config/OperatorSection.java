package io.edgesync.mesh.config;

import io.edgesync.mesh.account.OperatorOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import io.edgesync.mesh.identity.BoundedFile;
import org.jspecify.annotations.Nullable;

/** {@code operator: FILE-or-JWT}, {@code trusted_keys}, {@code resolver: MEMORY}, {@code resolver_preload { A…: JWT }}. */
final class OperatorSection {
  private static final Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
  private static final int FILE_BYTES_MAX = 1 << 20;

  private final Path directory;
  private final List<String> operators = new ArrayList<>();
  private final Set<String> trusted = new HashSet<>();
  private final Map<String, String> accounts = new LinkedHashMap<>();
  private boolean resolver;
  private @Nullable Position at;

  OperatorSection(Path directory) {
    this.directory = directory;
  }

  boolean take(String name, Value value) throws ConfigException {
    switch (name) {
      case "operator", "operators", "root", "roots", "root_operator", "root_operators" -> {
        at = value.at();
        for (String text : Read.texts(value)) {
          operators.add(jwt(text, value.at()));
        }
      }
      case "trusted", "trusted_keys" -> {
        at = at == null ? value.at() : at;
        trusted.addAll(Read.texts(value));
      }
      case "resolver", "account_resolver", "accounts_resolver" -> {
        if (!(value instanceof Value.Text(String text, Position _)) || !text.strip().matches("(?i)MEM|MEMORY")) {
          throw new ConfigException(value.at(), "field \"" + name
              + "\" is supported as MEMORY only, with the accounts in resolver_preload");
        }
        resolver = true;
      }
      case "resolver_preload" -> {
        for (Map.Entry<String, Value> account : Read.block(value).fields().entrySet()) {
          accounts.put(account.getKey(), Read.text(account.getValue()));
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The JWT, or that in the file of that name, which may stand between the lines that {@code nsc} puts around it. */
  private String jwt(String text, Position where) throws ConfigException {
    if (JWT.matcher(text).matches() && text.startsWith("eyJ")) {
      return text;
    }
    try {
      Path file = directory.resolve(text);
      String content = new String(BoundedFile.read(file, FILE_BYTES_MAX), StandardCharsets.UTF_8);
      Matcher inside = JWT.matcher(content);
      while (inside.find()) {
        if (inside.group().startsWith("eyJ")) {
          return inside.group();
        }
      }
      throw new ConfigException(where, "error parsing operator JWT: there is none in " + text);
    } catch (IOException | InvalidPathException e) {
      throw new ConfigException(where,
          "error parsing operator JWT: " + text + " is neither one nor a file that can be read");
    }
  }

  /** Null where there is neither operator nor key. */
  @Nullable
  OperatorOptions options(Problems problems) {
    Position where = at;
    if (where == null) {
      return null;
    }
    if (!resolver) {
      problems.add(where,
          "using nats based account resolver is not supported: give resolver: MEMORY, with the accounts in "
              + "resolver_preload");
      return null;
    }
    var read = new @Nullable OperatorOptions[1];
    problems.attempt(where, () -> {
      Set<String> keys = new HashSet<>(trusted);
      Map<String, String> vouched = new LinkedHashMap<>(accounts);
      for (String operator : operators) {
        OperatorOptions one = OperatorOptions.of(operator, List.copyOf(accounts.values()));
        keys.addAll(one.trustedKeys());
        vouched.putAll(one.accounts());
      }
      read[0] = new OperatorOptions(keys, vouched);
    });
    return read[0];
  }
}
