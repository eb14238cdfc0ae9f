package io.edgesync.cli.broker;

import io.edgesync.cli.broker.BrokerProcess.Order;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.process.Signals;
import io.edgesync.mesh.config.ConfigException;
import io.edgesync.mesh.config.ConfigParser;
import io.edgesync.mesh.config.ServerConfig;
import io.edgesync.mesh.config.Value;
import io.edgesync.mesh.leafnode.ServerInfo;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** {@code edgesync broker}: a NATS server with the flags of {@code nats-server}, which are read here and not by picocli. */
@Command(name = "broker", preprocessor = BrokerCommand.AllArguments.class, description = "Run a NATS server that takes nats-server's flags and configuration files.")
public final class BrokerCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final String version;
  private List<String> arguments = List.of();

  /** @param version of this program */
  public BrokerCommand(Terminal terminal, String version) {
    this.terminal = terminal;
    this.version = version;
  }

  /** Whatever stands behind the command's name is its own: {@code -v} and {@code -h} mean what they mean to nats-server. */
  static final class AllArguments implements IParameterPreprocessor {
    @Override
    public boolean preprocess(Stack<String> arguments, CommandSpec command, @Nullable ArgSpec none,
        Map<String, Object> info) {
      List<String> taken = new ArrayList<>();
      while (!arguments.isEmpty()) {
        taken.add(arguments.pop());
      }
      ((BrokerCommand) command.userObject()).arguments = taken;
      return true;
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      return obey();
    } catch (Failure e) {
      return failed(e);
    } catch (ConfigException e) {
      return failed(e);
    }
  }

  private int failed(Exception e) {
    terminal.err().println("nats-server: " + e.getMessage());
    return 1;
  }

  private int obey() throws ConfigException, InterruptedException {
    BrokerFlags flags = BrokerFlags.parse(arguments);
    if (flags.isSet(BrokerFlag.HELP)) {
      terminal.out().print(BrokerHelp.TEXT);
      return 0;
    }
    if (flags.isSet(BrokerFlag.VERSION)) {
      terminal.out().println("nats-server: v" + ServerInfo.VERSION + " (edgesync " + version + ")");
      return 0;
    }
    String signal = flags.text(BrokerFlag.SIGNAL);
    if (signal != null) {
      SignalSender.send(signal, terminal.workingDirectory());
      return 0;
    }
    String file = flags.text(BrokerFlag.CONFIG);
    if (flags.isSet(BrokerFlag.TEST) && file == null) {
      throw new Failure("must specify [-c, --config] option to check configuration file syntax");
    }
    String name = "edgesync-" + UUID.randomUUID();
    ServerConfig config = config(flags, file, name);
    if (flags.isSet(BrokerFlag.TEST)) {
      if (!config.warnings().isEmpty()) {
        throw new Failure(config.warnings().stream().map(Object::toString).collect(Collectors.joining("\n")));
      }
      terminal.err().println("nats-server: configuration file " + file + " is valid");
      return 0;
    }
    return run(config, file, file == null ? null : () -> config(flags, file, name));
  }

  private ServerConfig config(BrokerFlags flags, @Nullable String file, String name) throws ConfigException {
    try {
      Value.Block given = flags.options();
      Value.Block options = file == null
          ? given
          : ConfigParser.file(terminal.workingDirectory().resolve(file), file, terminal.environment())
              .overriddenBy(given);
      return ServerConfig.of(options, terminal.workingDirectory(), name);
    } catch (NoSuchFileException e) {
      throw new Failure("open " + file + ": no such file or directory", e);
    } catch (IOException e) {
      throw new Failure("open " + file + ": " + e.getMessage(), e);
    }
  }

  private int run(ServerConfig config, @Nullable String file, BrokerProcess.@Nullable Reader reader)
      throws InterruptedException {
    Path directory = terminal.workingDirectory();
    try (ServerLog log = ServerLog.open(terminal.err(), config.process().log(), directory,
        Clock.system(ZoneId.systemDefault()))) {
      if (LoggerFactory.getILoggerFactory() instanceof ServerLoggers loggers) {
        loggers.attach(log);
      }
      var process = new BrokerProcess(config, reader, log, directory, file, version);
      Signals.on("INT", () -> process.order(Order.QUIT));
      Signals.on("TERM", () -> process.order(Order.TERMINATE));
      Signals.on("HUP", () -> process.order(Order.RELOAD));
      Signals.on("USR1", () -> process.order(Order.REOPEN_LOG));
      Signals.on("USR2", () -> process.order(Order.LAME_DUCK));
      return process.run();
    } catch (IOException e) {
      throw new Failure("open " + config.process().log().file() + ": " + e.getMessage(), e);
    }
  }
}
