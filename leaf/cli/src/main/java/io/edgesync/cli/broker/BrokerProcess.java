package io.edgesync.cli.broker;

import io.edgesync.cli.broker.ServerLog.Level;
import io.edgesync.cli.console.Failure;
import io.edgesync.mesh.broker.Broker;
import io.edgesync.mesh.broker.BrokerOptions;
import io.edgesync.mesh.broker.OpenListenerException;
import io.edgesync.mesh.config.ConfigException;
import io.edgesync.mesh.config.ProcessOptions;
import io.edgesync.mesh.config.Reload;
import io.edgesync.mesh.config.ServerConfig;
import io.edgesync.mesh.leafnode.ServerInfo;
import io.edgesync.mesh.monitor.Monitor;
import io.edgesync.mesh.monitor.MonitorOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A server as a process: it starts, writes its files, does what signals say, and ends. One thread runs it. */
final class BrokerProcess {
  /** What a signal asks for. */
  enum Order {
    /** SIGINT: exit code 0. */
    QUIT,
    /** SIGTERM: exit code 1, as of {@code nats-server} 2.9. */
    TERMINATE,
    /** SIGUSR1. */
    REOPEN_LOG,
    /** SIGUSR2. */
    LAME_DUCK,
    /** SIGHUP. */
    RELOAD,
    /** The lame duck has left. */
    LEFT
  }

  private final @Nullable Reader reader;
  private final ServerLog log;
  private final Path directory;
  private final @Nullable String configFile;
  private final String version;
  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private ServerConfig config;
  private @Nullable Path portsFile;
  private boolean leaving;

  /** Reads the configuration once more. */
  interface Reader {
    ServerConfig read() throws ConfigException;
  }

  /**
   * @param reader null where there is no file
   */
  BrokerProcess(ServerConfig config, @Nullable Reader reader, ServerLog log, Path directory,
      @Nullable String configFile, String version) {
    this.config = config;
    this.reader = reader;
    this.log = log;
    this.directory = directory;
    this.configFile = configFile;
    this.version = version;
  }

  /** Any thread: to be done when what was asked for before is done. */
  void order(Order order) {
    orders.add(order);
  }

  /** Runs the server until it is told to end; returns the exit code. */
  int run() throws InterruptedException {
    log.info("Starting nats-server (the one of edgesync " + version + ")");
    log.info("  Version:  " + ServerInfo.VERSION);
    log.info("  Git:      [not set]");
    log.info("  Name:     " + config.broker().serverName());
    try (Broker broker = Broker.start(config.broker())) {
      return serve(broker);
    } catch (OpenListenerException e) {
      log.write(Level.FTL, e.getMessage() + " (--allow_anonymous, or allow_anonymous: true)");
      return 1;
    } catch (IOException e) {
      log.write(Level.FTL, String.valueOf(e.getMessage()));
      return 1;
    } finally {
      log.info("Server Exiting..");
    }
  }

  private int serve(Broker broker) throws IOException, InterruptedException {
    log.info("  ID:       " + broker.status().serverId());
    config.warnings().forEach(warning -> log.write(Level.WRN, warning.toString()));
    config.notes().forEach(note -> log.write(Level.WRN, note));
    if (configFile != null) {
      log.info("Using configuration file: " + configFile);
    }
    writePidFile();
    MonitorOptions monitoring = config.monitor();
    try (Monitor monitor = monitoring == null ? null : Monitor.start(broker, monitoring)) {
      tellWhere(broker, monitor);
      try {
        writePortsFile(broker, monitor);
        return obey(broker, monitor);
      } finally {
        removePortsFile();
      }
    }
  }

  private void writePidFile() throws IOException {
    String pidFile = config.process().pidFile();
    if (pidFile != null) {
      try {
        Files.writeString(directory.resolve(pidFile), Long.toString(ProcessHandle.current().pid()));
      } catch (IOException e) {
        throw new IOException("Could not write pidfile: " + (e instanceof FileSystemException ? "open " : "write ")
            + pidFile + ": " + Failure.reason(e).toLowerCase(Locale.ROOT), e);
      }
    }
  }

  private void writePortsFile(Broker broker, @Nullable Monitor monitor) throws IOException {
    String portsDirectory = config.process().portsFileDirectory();
    if (portsDirectory != null) {
      portsFile = PortsFile.write(directory.resolve(portsDirectory), broker, monitor);
    }
  }

  private void removePortsFile() throws IOException {
    Path written = portsFile;
    portsFile = null;
    if (written != null) {
      Files.deleteIfExists(written);
    }
  }

  private void tellWhere(Broker broker, @Nullable Monitor monitor) {
    BrokerOptions options = config.broker();
    if (monitor != null) {
      log.info("Starting " + (monitor.isEncrypted() ? "https" : "http") + " monitor on " + shown(monitor.address()));
    }
    InetSocketAddress websocket = broker.websocketAddress();
    if (websocket != null) {
      boolean encrypted = options.websocket() != null && options.websocket().tls() != null;
      log.info("Listening for websocket clients on " + (encrypted ? "wss://" : "ws://") + shown(websocket));
    }
    InetSocketAddress leaf = broker.leafAddress();
    if (leaf != null) {
      log.info("Listening for leafnode connections on " + shown(leaf));
    }
    InetSocketAddress clients = broker.clientAddress();
    if (clients != null) {
      log.info("Listening for client connections on " + shown(clients));
    }
    if (options.security().clientTls() != null) {
      log.info("TLS required for client connections");
    }
    log.info("Server is ready");
  }

  private static String shown(InetSocketAddress address) {
    return PortsFile.shown(address.getAddress()) + ":" + address.getPort();
  }

  private int obey(Broker broker, @Nullable Monitor monitor) throws InterruptedException {
    while (true) {
      Order order = orders.take();
      switch (order) {
        case QUIT -> {
          log.info("Initiating Shutdown...");
          return 0;
        }
        case TERMINATE -> {
          // A lame duck is on its way out already.
          if (!leaving) {
            log.info("Initiating Shutdown...");
            return 1;
          }
        }
        case LEFT -> {
          log.info("Initiating Shutdown...");
          return 0;
        }
        case REOPEN_LOG -> log.reopen();
        case LAME_DUCK -> leave(broker);
        case RELOAD -> reload(broker, monitor);
      }
    }
  }

  /** All of the new configuration counts from now on, or nothing of it. */
  private void reload(Broker broker, @Nullable Monitor monitor) {
    log.write(Level.DBG, "Trapped \"hangup\" signal");
    try {
      if (reader == null) {
        throw new IOException("can only reload config when a file is provided using -c or --config");
      }
      ProcessOptions before = config.process();
      Reload reload = Reload.of(config, reader.read());
      log.change(reload.config().process().log(), directory, () -> broker.reload(reload.config().broker()));
      config = reload.config();
      reload.lines().forEach(line -> log.info("Reloaded: " + line));
      log.info("Reloaded server configuration");
      replaceFiles(before, broker, monitor);
    } catch (ConfigException | Reload.Refused | IOException | IllegalArgumentException | Failure e) {
      log.write(Level.ERR, "Failed to reload server configuration: " + e.getMessage());
    }
  }

  /** Those that tell others of this process; what is reloaded counts without them. */
  private void replaceFiles(ProcessOptions before, Broker broker, @Nullable Monitor monitor) {
    try {
      if (!Objects.equals(before.pidFile(), config.process().pidFile())) {
        writePidFile();
      }
      if (!Objects.equals(before.portsFileDirectory(), config.process().portsFileDirectory())) {
        removePortsFile();
        writePortsFile(broker, monitor);
      }
    } catch (IOException e) {
      log.write(Level.ERR, "Could not write the pid file or the ports file: " + e);
    }
  }

  private void leave(Broker broker) {
    if (leaving) {
      return;
    }
    leaving = true;
    log.info("Entering lame duck mode, stop accepting new clients");
    Thread.ofVirtual().name("lame-duck").start(() -> {
      try {
        broker.lameDuck(config.lameDuck());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        order(Order.LEFT);
      }
    });
  }
}
