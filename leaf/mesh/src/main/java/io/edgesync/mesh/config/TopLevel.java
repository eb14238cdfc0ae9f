package io.edgesync.mesh.config;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.OperatorOptions;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.SecurityOptions;
import io.edgesync.mesh.tls.TlsOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The outermost map of a configuration, while it is read. */
final class TopLevel {
  private static final int CLIENT_PORT = 4222;

  private final Path directory;
  private final Problems problems;
  private final Listening clients = new Listening();
  private final LimitsSection limits;
  private final ProcessSection process = new ProcessSection();
  private final MonitorSection monitor = new MonitorSection();
  private final OperatorSection operator;
  private final LeafnodesSection leafnodes;
  private final WebsocketSection websocket;
  private String serverName;
  private AuthorizationSection.@Nullable Authorization authorization;
  private @Nullable AccountsSection accounts;
  private @Nullable Value noAuthUser;
  private @Nullable Value systemAccount;
  private @Nullable TlsOptions tls;
  private boolean allowPlainText;
  private boolean allowAnonymous;
  private final List<String> notes = new ArrayList<>();

  TopLevel(Path directory, String defaultName, Problems problems) {
    this.serverName = defaultName;
    this.directory = directory;
    this.problems = problems;
    this.limits = new LimitsSection(problems);
    this.operator = new OperatorSection(directory);
    this.leafnodes = new LeafnodesSection(directory, problems);
    this.websocket = new WebsocketSection(directory, problems);
  }

  boolean take(String name, Value value) throws ConfigException {
    return clients.take(name, value) || limits.take(name, value) || process.take(name, value)
        || monitor.take(name, value) || operator.take(name, value) || takeOwn(name, value);
  }

  private boolean takeOwn(String name, Value value) throws ConfigException {
    switch (name) {
      case "server_name" -> serverName = Read.text(value);
      case "authorization" -> authorization = AuthorizationSection.read(value, problems);
      case "accounts" -> accounts = AccountsSection.read(value, problems);
      case "no_auth_user" -> noAuthUser = value;
      case "system_account", "system" -> systemAccount = value;
      // There is none here in any case.
      case "no_system_account", "no_system", "no_sys_acc" -> Read.flag(value);
      case "tls" -> tls = TlsSection.read(value, directory, problems);
      case "allow_non_tls" -> allowPlainText = Read.flag(value);
      case "leaf", "leafnodes" -> leafnodes.read(value);
      case "websocket", "ws" -> websocket.read(value);
      case "allow_anonymous" -> allowAnonymous = Read.flag(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  ServerConfig config(Position start) throws ConfigException {
    TlsOptions clientTls = tls != null && allowPlainText
        ? tls.withMode(new TlsOptions.Mode.InfoFirst(true))
        : tls;
    SecurityOptions security = SecurityOptions.NONE.withAccounts(accounts(start)).withClientTls(clientTls)
        .withOpenBeyondLoopback(allowAnonymous);
    try {
      BrokerOptions broker = BrokerOptions.named(serverName).withClientListen(clients.address(CLIENT_PORT))
          .withLimits(limits.limits()).withSecurity(security);
      if (!clients.namesHost()) {
        notes.add("no host is given: listening on this machine only; host: 0.0.0.0 listens everywhere");
      }
      return new ServerConfig(websocket.applyTo(leafnodes.applyTo(broker, names(security.accounts()))),
          limits.lameDuck(), monitor.options(tls),
          process.options(),
          problems.warnings(), notes);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(start, String.valueOf(e.getMessage()));
    }
  }

  private Set<String> names(AccountsOptions security) {
    Set<String> names = new HashSet<>(Set.of(UserOptions.GLOBAL_ACCOUNT));
    if (accounts != null) {
      names.addAll(accounts.names());
    }
    OperatorOptions operators = security.operator();
    if (operators != null) {
      names.addAll(operators.accounts().keySet());
    }
    return names;
  }

  private AccountsOptions accounts(Position start) throws ConfigException {
    checkSystemAccount();
    OperatorOptions operators = operator.options(problems);
    List<UserOptions> users = new ArrayList<>(accounts == null ? List.of() : accounts.users());
    var said = authorization;
    if (said != null) {
      users.addAll(said.allUsers());
    }
    problems.throwIfAny();
    checkNames(users, start);
    try {
      return new AccountsOptions(users, said == null ? null : said.token(), operators,
          noAuthUser == null ? null : Read.text(noAuthUser), said == null ? null : said.timeout(),
          UserOptions.GLOBAL_ACCOUNT);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(noAuthUser == null ? start : noAuthUser.at(), String.valueOf(e.getMessage()));
    }
  }

  private void checkSystemAccount() throws ConfigException {
    Value named = systemAccount;
    if (named == null) {
      return;
    }
    String name = Read.text(named);
    if (accounts != null && !accounts.names().contains(name) && !name.equals("$SYS")) {
      throw new ConfigException(named.at(),
          "system_account in operator mode or among accounts only: there is no \"" + name
              + "\"");
    }
    notes.add("system_account \"" + name + "\" is an account like any other here: nothing answers on $SYS.>");
  }

  private static void checkNames(List<UserOptions> users, Position start) throws ConfigException {
    Set<Object> names = new HashSet<>();
    for (UserOptions user : users) {
      switch (user.login()) {
        case UserOptions.NameAndPassword(String name, var _) -> {
          if (!names.add(name)) {
            throw new ConfigException(start, "Duplicate user \"" + name + "\" detected");
          }
        }
        case UserOptions.Key(var key) -> {
          if (!names.add(key)) {
            throw new ConfigException(start, "Duplicate nkey \"" + key + "\" detected");
          }
        }
      }
    }
  }
}
