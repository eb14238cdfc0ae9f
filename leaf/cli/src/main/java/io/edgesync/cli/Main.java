package io.edgesync.cli;

import io.edgesync.agent.AgentException;
import io.edgesync.cli.broker.BrokerCommand;
import io.edgesync.cli.configuration.ConfigCommand;
import io.edgesync.cli.console.ArgumentBytes;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.ResultStream;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.cli.doctor.DoctorCommand;
import io.edgesync.cli.demo.DemoCommand;
import io.edgesync.cli.peers.PeersCommand;
import io.edgesync.cli.repository.BranchesCommand;
import io.edgesync.cli.repository.CatCommand;
import io.edgesync.cli.repository.CommitCommand;
import io.edgesync.cli.repository.ExtractCommand;
import io.edgesync.cli.repository.InfoCommand;
import io.edgesync.cli.repository.LsCommand;
import io.edgesync.cli.repository.RebuildCommand;
import io.edgesync.cli.repository.TagsCommand;
import io.edgesync.cli.repository.TimelineCommand;
import io.edgesync.cli.repository.VerifyCommand;
import io.edgesync.cli.repository.NewCommand;
import io.edgesync.cli.sync.CloneCommand;
import io.edgesync.cli.sync.StatusCommand;
import io.edgesync.cli.sync.SyncCommand;
import io.edgesync.cli.sync.SyncOnceCommand;
import io.edgesync.cli.sync.SyncStartCommand;
import io.edgesync.cli.unversioned.UvCommand;
import io.edgesync.mesh.UrlLogin;
import io.edgesync.repository.RepositoryException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point: builds the tree of commands, runs one, maps failures to exit codes. */
public final class Main {

  /** Everything asked for was done. */
  public static final int DONE = 0;
  /** Something could not be done; one line on standard error says what. */
  public static final int FAILED = 1;
  /** The arguments mean nothing; {@code EX_USAGE} of {@code sysexits.h}. */
  public static final int WRONG_USAGE = 64;

  /** In the order in which the usage lists them. */
  private static final Map<String, Function<Terminal, Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("new", NewCommand::new);
    COMMANDS.put("clone", CloneCommand::new);
    COMMANDS.put("sync", terminal -> new CommandLine(new SyncCommand())
        .addSubcommand(new SyncStartCommand(terminal)).addSubcommand(new SyncOnceCommand(terminal)));
    COMMANDS.put("commit", CommitCommand::new);
    COMMANDS.put("extract", ExtractCommand::new);
    COMMANDS.put("timeline", TimelineCommand::new);
    COMMANDS.put("info", InfoCommand::new);
    COMMANDS.put("ls", LsCommand::new);
    COMMANDS.put("branches", BranchesCommand::new);
    COMMANDS.put("tags", TagsCommand::new);
    COMMANDS.put("cat", CatCommand::new);
    COMMANDS.put("uv", UvCommand::tree);
    COMMANDS.put("config", ConfigCommand::tree);
    COMMANDS.put("verify", VerifyCommand::new);
    COMMANDS.put("rebuild", RebuildCommand::new);
    COMMANDS.put("broker", terminal -> new BrokerCommand(terminal, BuildInfo.ofThisBuild().version()));
    COMMANDS.put("status", StatusCommand::new);
    COMMANDS.put("peers", PeersCommand::tree);
    COMMANDS.put("doctor", DoctorCommand::new);
    COMMANDS.put("demo", DemoCommand::new);
    COMMANDS.put("version", VersionCommand::new);
  }

  private Main() {}

  public static void main(String[] arguments) {
    LogSettings.apply(List.of(arguments));
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  /** Runs one command in the given surroundings; returns the exit code. */
  public static int run(Terminal terminal, String... arguments) {
    EdgeSyncCommand root = new EdgeSyncCommand();
    CommandLine commands = tree(root, terminal, arguments);
    commands.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    commands.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.errIsTerminal() ? Ansi.AUTO : Ansi.OFF));
    commands.setParameterExceptionHandler((wrong, args) -> usage(terminal, wrong));
    commands.setExecutionExceptionHandler((failure, command, parsed) -> failed(terminal, root, failure));
    int code = isReadable(terminal, arguments) ? commands.execute(arguments) : WRONG_USAGE;
    terminal.out().flush();
    terminal.err().flush();
    if (terminal.out() instanceof ResultStream results && results.lost() != null) {
      terminal.say("standard output: not all of it could be written: " + results.lost()
          + (results.stands().isEmpty() ? "" : "; " + oneLine(results.stands())));
      return code == DONE ? FAILED : code;
    }
    return code;
  }

  /** What the JVM could not decode became U+FFFD, and would be stored as that; only one that was typed is meant. */
  private static boolean isReadable(Terminal terminal, String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].indexOf('\ufffd') >= 0 && !ArgumentBytes.are(arguments[i], arguments.length - i)) {
        terminal.say("argument " + (i + 1) + " is no text in this locale's character set ("
            + System.getProperty("sun.jnu.encoding") + "); where it is UTF-8, set LC_ALL=C.UTF-8");
        return false;
      }
    }
    return true;
  }

  /** All commands, or the one that the first argument names: to make them all takes a tenth of a second of processor. */
  private static CommandLine tree(EdgeSyncCommand root, Terminal terminal, String... arguments) {
    CommandLine tree = new CommandLine(root);
    boolean one = arguments.length > 0 && COMMANDS.containsKey(arguments[0]);
    COMMANDS.forEach((name, command) -> {
      if (!one || name.equals(arguments[0])) {
        tree.addSubcommand(command.apply(terminal));
      }
    });
    return tree;
  }

  private static int usage(Terminal terminal, ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    String message = String.valueOf(wrong.getMessage());
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      for (String argument : unmatched.getUnmatched()) {
        // A flag before it may have been forgotten.
        message = argument.contains(":/") ? message.replace(argument, UrlLogin.without(argument)) : message;
      }
    }
    terminal.say(oneLine(message) + "; see: "
        + command.getCommandSpec().qualifiedName() + " --help");
    return WRONG_USAGE;
  }

  private static int failed(Terminal terminal, EdgeSyncCommand root, Exception failure) {
    if (root.isVerbose()) {
      failure.printStackTrace(terminal.err());
    }
    switch (failure) {
      case WrongUsage wrong -> {
        terminal.say(oneLine(wrong.getMessage()));
        return WRONG_USAGE;
      }
      case Failure expected -> terminal.say(oneLine(expected.getMessage()));
      case RepositoryException expected -> terminal.say(oneLine(expected.getMessage()));
      case AgentException expected -> terminal.say(oneLine(expected.getMessage()));
      case InterruptedException stopped -> {
        Thread.currentThread().interrupt();
        terminal.say("stopped before it was done");
      }
      default -> terminal.say("unexpected " + failure.getClass().getSimpleName() + ": "
          + oneLine(String.valueOf(failure.getMessage())) + "; run it again with --verbose and report what it prints");
    }
    return FAILED;
  }

  private static String oneLine(@Nullable String message) {
    return message == null ? "no message" : message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
