package io.edgesync.cli.broker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The flags of {@code nats-server}, each with the option of the configuration that it stands for. */
enum BrokerFlag {
  // @formatter:off: a line each
  HOST(Kind.TEXT, "host", "a", "addr", "net"),
  PORT(Kind.NUMBER, "port", "p", "port"),
  NAME(Kind.TEXT, "server_name", "n", "name", "server_name"),
  PID(Kind.TEXT, "pid_file", "P", "pid"),
  HTTP_PORT(Kind.NUMBER, "http_port", "m", "http_port"),
  HTTPS_PORT(Kind.NUMBER, "https_port", "ms", "https_port"),
  CLIENT_ADVERTISE(Kind.TEXT, "client_advertise", "client_advertise"),
  PORTS_FILE_DIR(Kind.TEXT, "ports_file_dir", "ports_file_dir"),
  ALLOW_ANONYMOUS(Kind.SWITCH, "allow_anonymous", "allow_anonymous"),
  LOG(Kind.TEXT, "log_file", "l", "log"),
  LOGTIME(Kind.SWITCH, "logtime", "T", "logtime"),
  DEBUG(Kind.SWITCH, "debug", "D", "debug"),
  TRACE(Kind.SWITCH, "trace", "V", "trace", "VV"),
  DEBUG_AND_TRACE(Kind.SWITCH, "debug trace", "DV", "DVV"),
  LOG_SIZE_LIMIT(Kind.NUMBER, "logfile_size_limit", "log_size_limit"),
  USER(Kind.TEXT, "authorization.user", "user"),
  PASSWORD(Kind.TEXT, "authorization.password", "pass"),
  TOKEN(Kind.TEXT, "authorization.token", "auth"),
  TLS(Kind.SWITCH, "tls", "tls"),
  TLS_CERT(Kind.TEXT, "tls.cert_file", "tlscert"),
  TLS_KEY(Kind.TEXT, "tls.key_file", "tlskey"),
  TLS_CA(Kind.TEXT, "tls.ca_file", "tlscacert"),
  TLS_VERIFY(Kind.SWITCH, "tls.verify", "tlsverify"),
  CONFIG(Kind.TEXT, "", "c", "config"),
  TEST(Kind.SWITCH, "", "t"),
  SIGNAL(Kind.TEXT, "", "sl", "signal"),
  VERSION(Kind.SWITCH, "", "v", "version"),
  HELP(Kind.SWITCH, "", "h", "help"),
  SYSLOG(Kind.UNSUPPORTED_SWITCH, "there is no syslog here", "s", "syslog"),
  REMOTE_SYSLOG(Kind.UNSUPPORTED, "there is no syslog here", "r", "remote_syslog"),
  MAX_TRACED(Kind.UNSUPPORTED, "", "max_traced_msg_len"),
  JETSTREAM(Kind.UNSUPPORTED_SWITCH, "there is no JetStream here", "js", "jetstream"),
  STORE_DIR(Kind.UNSUPPORTED, "there is no JetStream here", "sd", "store_dir"),
  NO_ADVERTISE(Kind.UNSUPPORTED_SWITCH, "servers here do not form clusters", "no_advertise"),
  CLUSTER(Kind.UNSUPPORTED, "servers here do not form clusters: leafnode links connect them",
      "routes", "cluster", "cluster_name", "cluster_advertise", "cluster_listen", "connect_retries"),
  PROFILE(Kind.UNSUPPORTED, "", "profile"),
  HELP_TLS(Kind.UNSUPPORTED, "", "help_tls");
  // @formatter:on

  /** What a flag takes. */
  enum Kind {
    TEXT, NUMBER, SWITCH, UNSUPPORTED,
    /** Off it is what there is here. */
    UNSUPPORTED_SWITCH
  }

  private final Kind kind;
  private final String option;
  /** Each between blanks. */
  private final String names;

  /** @param option path in the configuration, empty where there is none; for what is not supported, why */
  BrokerFlag(Kind kind, String option, String... names) {
    this.kind = kind;
    this.option = option;
    this.names = " " + String.join(" ", names) + " ";
  }

  Kind kind() {
    return kind;
  }

  String option() {
    return option;
  }

  /** Names are told apart by case; null for one that there is not. */
  static @Nullable BrokerFlag named(String name) {
    return Arrays.stream(values()).filter(flag -> flag.names.contains(" " + name + " ")).findFirst().orElse(null);
  }
}
