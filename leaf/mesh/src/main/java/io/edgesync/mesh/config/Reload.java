package io.edgesync.mesh.config;

import io.edgesync.mesh.account.AccountsOptions;
import io.edgesync.mesh.account.OperatorOptions;
import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.broker.BrokerLimits;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.monitor.MonitorOptions;
import io.edgesync.mesh.tls.TlsOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a server whose configuration is read again while it runs: which options change, in the words and the order in which
 * {@code nats-server} tells it, or which one cannot.
 *
 * <p>Source: {@code nats-server} 2.9.10, {@code server/reload.go}.
 *
 * @param config to go on with
 * @param lines what is said of each option that changes, such as {@code max_payload = 2048}
 */
public record Reload(ServerConfig config, List<String> lines) {

  /** An option that cannot change, by the name that {@code nats-server} has for it. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String text) {
      super(text);
    }
  }

  /**
   * @param field what {@code nats-server} calls it where it cannot change
   * @param shown what is said where it changes, {@code %s} for the new value; null where it cannot
   * @param always said in any case, since {@code nats-server} does not compare it
   */
  private record Option(String field, Function<ServerConfig, @Nullable Object> value, @Nullable String shown,
      boolean always) {
    static Option of(String field, Function<ServerConfig, @Nullable Object> value, String shown) {
      return new Option(field, value, shown, false);
    }

    static Option always(String field, String shown) {
      return new Option(field, _ -> "", shown, true);
    }

    static Option fixed(String field, Function<ServerConfig, @Nullable Object> value) {
      return new Option(field, value, null, false);
    }
  }

  private static final List<Option> OPTIONS = List.of(
      Option.fixed("ServerName", config -> config.broker().serverName()),
      Option.fixed("Host", config -> host(config.broker().clientListen())),
      Option.fixed("Port", config -> port(config.broker().clientListen())),
      Option.of("Trace", config -> config.process().log().trace(), "trace = %s"),
      Option.of("Debug", config -> config.process().log().debug(), "debug = %s"),
      Option.of("Logtime", config -> config.process().log().time(), "logtime = %s"),
      Option.of("MaxConn", config -> limits(config).connectionsMax(), "max_connections = %s"),
      Option.fixed("MaxSubs", config -> limits(config).clients().subscriptionsMax()),
      Option.fixed("MaxSubTokens", config -> limits(config).clients().subscriptionTokensMax()),
      Option.of("Nkeys", Reload::keys, "authorization nkey users"), Option.always("Users", "authorization users"),
      Option.always("Accounts", "accounts"),
      Option.of("Authorization", config -> accounts(config).token(), "authorization token"),
      Option.of("PingInterval", config -> GoDuration.of(limits(config).pingInterval()), "ping_interval = %s"),
      Option.of("MaxPingsOut", config -> limits(config).pingsOutMax(), "ping_max = %s"),
      Option.fixed("HTTPHost", config -> monitor(config, options -> host(options.listen()))),
      Option.fixed("HTTPPort",
          config -> monitor(config, options -> options.tls() == null ? port(options.listen()) : 0)),
      Option.fixed("HTTPBasePath", config -> monitor(config, MonitorOptions::basePath)),
      Option.fixed("HTTPSPort",
          config -> monitor(config, options -> options.tls() == null ? 0 : port(options.listen()))),
      Option.of("AuthTimeout", config -> GoDuration.seconds(loginTimeout(config)), "authorization timeout = %s"),
      Option.of("MaxControlLine", config -> limits(config).controlLineBytesMax(), "max_control_line = %s"),
      Option.of("MaxPayload", config -> limits(config).payloadBytesMax(), "max_payload = %s"),
      Option.fixed("MaxPending", config -> limits(config).clientPendingBytesMax()),
      Option.fixed("LeafNode", config -> new Hidden(config.broker().leafListen(),
          new Hidden(config.broker().remotes(), config.broker().security().leafAuthorization()))),
      Option.fixed("Websocket", config -> new Hidden(config.broker().websocket(), "")),
      Option.of("PidFile", config -> text(config.process().pidFile()), "pid_file = %s"),
      Option.of("PortsFileDir", config -> text(config.process().portsFileDirectory()), "ports_file_dir = %s"),
      Option.of("LogFile", config -> text(config.process().log().file()), "log_file = %s"),
      Option.fixed("LogSizeLimit", config -> config.process().log().bytesMax()),
      Option.of("TLSTimeout",
          config -> tls(config, GoDuration.seconds(TlsOptions.TIMEOUT), tls -> GoDuration.seconds(tls.timeout())),
          "tls timeout = %s"),
      Option.fixed("TLSMap", config -> tls(config, false, tls -> tls.clients() == TlsOptions.Clients.MAPPED)),
      Option.of("TLSConfig", config -> tls(config, "disabled", _ -> new Enabled()), "tls = %s"),
      Option.of("TLSPinnedCerts", config -> tls(config, Set.of(), TlsOptions::pinnedCerts), "pinned_certs"),
      Option.fixed("AllowNonTLS",
          config -> tls(config, false, tls -> tls.mode().equals(new TlsOptions.Mode.InfoFirst(true)))),
      Option.of("WriteDeadline", config -> GoDuration.of(limits(config).writeDeadline()), "write_deadline = %s"),
      Option.fixed("LameDuckDuration", config -> GoDuration.of(config.lameDuck().duration())),
      Option.fixed("LameDuckGracePeriod", config -> GoDuration.of(config.lameDuck().grace())),
      Option.fixed("TrustedKeys", config -> operator(config, OperatorOptions::trustedKeys)));

  /** A value with secrets in it, or a long one. */
  private record Hidden(@Nullable Object one, @Nullable Object other) {
    @Override
    public String toString() {
      return "…";
    }
  }

  /** TLS with what is in its files now, which is not compared: never equal to another. */
  private static final class Enabled {
    @Override
    public String toString() {
      return "enabled";
    }
  }

  /**
   * Compares the two.
   *
   * @throws Refused with the first option that cannot change while the server runs
   */
  public static Reload of(ServerConfig running, ServerConfig wanted) throws Refused {
    if ((accounts(running).operator() == null) != (accounts(wanted).operator() == null)) {
      throw new Refused("config reload does not support moving to or from an account resolver");
    }
    List<String> lines = new ArrayList<>();
    for (Option option : OPTIONS) {
      Object old = option.value.apply(running);
      Object now = option.value.apply(wanted);
      if (option.shown == null && !Objects.equals(old, now) && !isAnyPort(option, now)) {
        throw refused(option.field, old, now);
      } else if (option.shown != null && (option.always || !Objects.equals(old, now))) {
        lines.add(option.shown.replace("%s", String.valueOf(now)));
      }
    }
    checkNoAuthUser(accounts(running), accounts(wanted));
    BrokerOptions broker = running.broker().withLimits(wanted.broker().limits())
        .withSecurity(wanted.broker().security());
    return new Reload(new ServerConfig(broker, wanted.lameDuck(), running.monitor(), wanted.process(),
        wanted.warnings(), wanted.notes()), List.copyOf(lines));
  }

  /** Whoever asks for any port keeps the one there is. */
  private static boolean isAnyPort(Option option, @Nullable Object port) {
    return option.field.equals("Port") && Objects.equals(port, 0);
  }

  /** It may go, and only together with the user. */
  private static void checkNoAuthUser(AccountsOptions running, AccountsOptions wanted) throws Refused {
    String old = running.noAuthUser();
    String now = wanted.noAuthUser();
    boolean gone = now == null && old != null && wanted.users().stream()
        .noneMatch(user -> user.login() instanceof UserOptions.NameAndPassword login && login.name().equals(old));
    if (!gone && !Objects.equals(old, now)) {
      throw refused("NoAuthUser", text(old), text(now));
    }
  }

  private static Refused refused(String field, @Nullable Object old, @Nullable Object now) {
    return new Refused("config reload not supported for " + field + ": old=" + old + ", new=" + now);
  }

  private static AccountsOptions accounts(ServerConfig config) {
    return config.broker().security().accounts();
  }

  private static BrokerLimits limits(ServerConfig config) {
    return config.broker().limits();
  }

  private static Set<Object> keys(ServerConfig config) {
    return accounts(config).users().stream().filter(user -> user.login() instanceof UserOptions.Key)
        .collect(Collectors.toSet());
  }

  private static Duration loginTimeout(ServerConfig config) {
    Duration said = accounts(config).timeout();
    TlsOptions tls = config.broker().security().clientTls();
    return said != null ? said : tls == null ? Duration.ofSeconds(2) : tls.timeout().plusSeconds(1);
  }

  private static Object tls(ServerConfig config, Object without, Function<TlsOptions, Object> value) {
    TlsOptions tls = config.broker().security().clientTls();
    return tls == null ? without : value.apply(tls);
  }

  private static Object monitor(ServerConfig config, Function<MonitorOptions, Object> value) {
    MonitorOptions monitor = config.monitor();
    return monitor == null ? "" : value.apply(monitor);
  }

  private static Object operator(ServerConfig config, Function<OperatorOptions, Object> value) {
    OperatorOptions operator = accounts(config).operator();
    return operator == null ? "" : value.apply(operator);
  }

  private static String host(@Nullable InetSocketAddress address) {
    return address == null ? "" : address.getHostString();
  }

  private static int port(@Nullable InetSocketAddress address) {
    return address == null ? 0 : address.getPort();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
