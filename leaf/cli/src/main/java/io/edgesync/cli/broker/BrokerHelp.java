package io.edgesync.cli.broker;

/** The text of {@code edgesync broker --help}: nats-server's, as far as its flags are supported, and what is different here. */
final class BrokerHelp {
  static final String TEXT = """

      Usage: edgesync broker [options]

      A NATS server: clients, leafnodes, WebSocket and monitoring, without JetStream and without clusters.
      Takes the flags and the configuration files of nats-server; what it does not support is an error that names it.

      Server Options:
          -a, --addr, --net <host>         Bind to host address (default: 127.0.0.1, where nats-server has 0.0.0.0)
          -p, --port <port>                Use port for clients (default: 4222; -1 for any free port)
          -n, --name
              --server_name <server_name>  Server name (default: auto)
          -P, --pid <file>                 File to store PID
          -m, --http_port <port>           Use port for http monitoring, on this machine only
          -ms,--https_port <port>          Use port for https monitoring, on this machine only
          -c, --config <file>              Configuration file
          -t                               Test configuration and exit
          -sl,--signal <signal>=<pid>      Send signal to a server (ldm, stop, quit, term, reopen, reload)
                                           <pid> can be either a PID or the path to a PID file
              --ports_file_dir <dir>       Creates a ports file in the specified directory (nats-server_<pid>.ports)
              --allow_anonymous            Listen where other machines reach it although nobody has to log in

      Logging Options:
          -l, --log <file>                 File to redirect log output
          -T, --logtime                    Timestamp log entries (default: true)
          -D, --debug                      Enable debugging output
          -V, --trace                      Trace the raw protocol
          -DV                              Debug and trace
              --log_size_limit <limit>     Logfile size limit in bytes (default: none)

      Authorization Options (everybody on this machine can read them: a configuration file is better):
              --user <user>                User required for connections
              --pass <password>            Password required for connections
              --auth <token>               Authorization token required for connections

      TLS Options:
              --tls                        Enable TLS, do not verify clients (default: false)
              --tlscert <file>             Server certificate file
              --tlskey <file>              Private key for server certificate
              --tlsverify                  Enable TLS, verify client certificates
              --tlscacert <file>           Client certificate CA for verification

      Common Options:
          -h, --help                       Show this message
          -v, --version                    Show version

      Signals: SIGINT and SIGTERM stop it, SIGUSR1 opens the log file anew, SIGUSR2 is lame duck mode. SIGHUP reads the
      configuration again.

      Examples:
        edgesync broker
        edgesync broker -p -1 --ports_file_dir /tmp
        edgesync broker -c nats.conf -t
        edgesync broker -c nats.conf -l /var/log/nats.log -P /run/nats.pid
      """;

  private BrokerHelp() {}
}
