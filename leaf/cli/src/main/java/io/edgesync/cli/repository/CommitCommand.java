package io.edgesync.cli.repository;

import com.grack.nanojson.JsonObject;
import io.edgesync.agent.AgentException;
import io.edgesync.agent.control.ControlClient;
import io.edgesync.cli.console.Failure;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.RepositoryOption;
import io.edgesync.cli.console.Terminal;
import io.edgesync.cli.console.WrongUsage;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.checkin.CheckinRequest;
import io.edgesync.repository.checkin.NewFile;
import io.edgesync.repository.structure.FilePermission;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync commit}: a check-in without a working tree. */
@Command(name = "commit", sortOptions = false, description = {
    "Make a check-in without a working tree: FILEs, named relative to the working directory, are laid over the parent's files.",
    "Refuses to fork unless --allow-fork."}, footerHeading = "%nExamples:%n", footer = {
        "  edgesync commit -R notes.fossil -m 'a shopping list' list.txt",
        "  edgesync commit -R notes.fossil -m 'try it' --branch experiment src/main.c",
        "  edgesync commit -R notes.fossil -m 'no longer needed' --delete old.txt"})
public final class CommitCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin
  private final RepositoryOption repository = new RepositoryOption();

  @Option(names = {"-m", "--message"}, required = true, paramLabel = "MSG", description = "The comment.")
  private String message = "";

  @Option(names = {"-b",
      "--branch"}, paramLabel = "B", description = "The branch; one that does not exist is begun. Default: the parent's.")
  private @Nullable String branch;

  @Option(names = "--parent", paramLabel = "H", description = "The check-in to build on. Default: the branch's tip.")
  private @Nullable String parent;

  @Option(names = "--user", paramLabel = "LOGIN", description = "Who commits. Default: the name of who runs this.")
  private @Nullable String user;

  @Option(names = "--delete", paramLabel = "PATH", description = "A file of the parent to delete. Repeatable.")
  private List<String> deletes = new ArrayList<>();

  @Option(names = "--tag", paramLabel = "NAME", description = "A tag for this check-in. Repeatable.")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--allow-fork", description = "Commit even where the parent has a child on the branch already.")
  private boolean allowFork;

  @Mixin
  private final io.edgesync.cli.sync.StateOption state = new io.edgesync.cli.sync.StateOption();

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "Files to add or change.")
  private List<Path> files = new ArrayList<>();

  @Mixin
  private final Output output = new Output();

  public CommitCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (files.isEmpty() && deletes.isEmpty() && branch == null) {
      throw new WrongUsage("commit: nothing to commit, name FILEs to add or change, or use --delete or --branch");
    }
    if (branch != null && (branch.isBlank() || branch.chars().anyMatch(Character::isISOControl))) {
      throw new WrongUsage("--branch: a branch has a name of one line; leave the option out for the parent's");
    }
    Path file = repository.path(terminal);
    Map<String, NewFile> contents = read(file);
    String login = Logins.orOfWhoRunsThis(user, "--user", terminal);
    Hash checkin;
    try (Repository opened = Repository.open(file, RepositoryOptions.standard())) {
      Hash on = parent == null ? null : CheckinOption.resolve(opened.timeline(), parent);
      checkin = opened.checkins()
          .commit(request(contents, login).onParent(on));
    }
    terminal.stands("the check-in is stored: " + checkin);
    hint(file);
    if (output.isJson()) {
      Output.print(terminal,
          JsonObject.builder().value("checkin", checkin.hex()).value("files", contents.size()).done());
    } else {
      terminal.out().println("checkin " + checkin);
    }
    return 0;
  }

  private CheckinRequest request(Map<String, NewFile> contents, String login) {
    CheckinRequest request = CheckinRequest.of(contents, message, login).onBranch(branch).deleting(Set.copyOf(deletes))
        .tagged(tags);
    return allowFork ? request.allowingFork() : request;
  }

  private Map<String, NewFile> read(Path repositoryFile) {
    Map<String, NewFile> contents = new LinkedHashMap<>();
    for (Path named : files) {
      Path path = terminal.resolve(named);
      if (!path.startsWith(terminal.workingDirectory())) {
        throw new WrongUsage(
            named + ": lies outside of the working directory, whose files are named relative to it; go to the"
                + " directory that holds it");
      }
      refuseTheRepository(named, path, repositoryFile);
      contents.put(CheckedInName.of(terminal.workingDirectory().relativize(path)), read(named, path));
    }
    return contents;
  }

  /** Closing a descriptor of one of its files would drop the locks that SQLite holds there for this process. */
  private static void refuseTheRepository(Path named, Path path, Path repositoryFile) {
    if (Files.isSymbolicLink(path)) {
      return; // what it points to is not opened
    }
    for (String suffix : List.of("", "-journal", "-wal", "-shm")) {
      Path own = repositoryFile.resolveSibling(repositoryFile.getFileName() + suffix);
      try {
        if (path.equals(own) || (Files.exists(own) && Files.exists(path) && Files.isSameFile(path, own))) {
          throw new Failure(named + ": belongs to the repository that this would be checked in to; leave it out");
        }
      } catch (IOException e) {
        throw new Failure(named + ": cannot be read, check that it is there and readable", e);
      }
    }
  }

  private static NewFile read(Path named, Path path) {
    try {
      if (Files.isSymbolicLink(path)) {
        return new NewFile(Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8),
            FilePermission.SYMLINK);
      }
      if (Files.isDirectory(path)) {
        throw new Failure(named + ": is a directory, name the files in it");
      }
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new Failure(named + ": is neither a file nor a symbolic link, and nothing else can be checked in");
      }
      byte[] content = Files.readAllBytes(path);
      return new NewFile(content, Files.isExecutable(path) ? FilePermission.EXECUTABLE : FilePermission.REGULAR);
    } catch (IOException e) {
      throw new Failure(named + ": cannot be read, check that it is there and readable", e);
    } catch (OutOfMemoryError e) {
      throw new Failure(named + ": too large for this heap, give it more with EDGESYNC_JAVA_OPTS=-Xmx1g", e);
    }
  }

  /** A daemon that has the file open looks at once; without one the check-in waits for the next session. */
  private void hint(Path file) {
    try (ControlClient daemon = ControlClient.connect(state.path(terminal))) {
      daemon.commitHint(file);
    } catch (AgentException nobodyHasToListen) {
      if (!(nobodyHasToListen instanceof AgentException.NotRunning)) {
        terminal.err()
            .println("edgesync: the check-in is made; the daemon was not told: " + nobodyHasToListen.getMessage());
      }
    }
  }
}
