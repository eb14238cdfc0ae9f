package io.edgesync.cli.repository;

import com.grack.nanojson.JsonObject;
import io.edgesync.cli.console.Output;
import io.edgesync.cli.console.Passwords;
import io.edgesync.cli.console.Terminal;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code edgesync new}: a repository as {@code fossil init} makes it. */
@Command(name = "new", sortOptions = false, description = "Create a repository, as `fossil init` makes it.", footerHeading = "%nExamples:%n", footer = {
    "  edgesync new notes.fossil",
    "  edgesync new notes.fossil --user alice --password-file alice.pw --project-name 'Field notes'"})
public final class NewCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "The file to create; it must not exist.")
  private @Nullable Path file;

  @Option(names = "--user", paramLabel = "LOGIN", description = "The administrator. Default: the name of who runs this.")
  private @Nullable String user;

  @Option(names = "--password-file", paramLabel = "FILE", description = "The administrator's password, on the first line. Else LEAF_PASSWORD, else one is made up and printed once.")
  private @Nullable Path passwordFile;

  @Option(names = "--project-name", paramLabel = "NAME", description = "What Fossil's web pages call the project.")
  private @Nullable String projectName;

  @Option(names = "--sha1", description = "Name new artifacts by SHA1, for Fossil before 2.0.")
  private boolean sha1;

  @Mixin
  private final Output output = new Output();

  public NewCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path target = terminal.resolve(java.util.Objects.requireNonNull(file));
    SecureRandom random = new SecureRandom();
    String login = Logins.orOfWhoRunsThis(user, "--user", terminal);
    String given = Passwords.given(terminal, passwordFile);
    String password = given == null ? Logins.madeUp(random) : given;
    NewRepository how = new NewRepository(login, password, projectName, sha1 ? HashPolicy.SHA1 : HashPolicy.SHA3,
        InstantSource.system(), random);
    try (Repository repository = Repository.create(target, how)) {
      terminal.stands(target + " is created" + (given == null ? Logins.lost(login, target) : ""));
      if (output.isJson()) {
        JsonObject json = JsonObject.builder().value("file", target.toString())
            .value("project", repository.projectCode().hex()).value("server", repository.serverCode())
            .value("user", login).done();
        if (given == null) {
          json.put("password", password);
        }
        Output.print(terminal, json);
      } else {
        terminal.out().println("created " + target);
        terminal.out().println("project " + repository.projectCode());
        terminal.out().println("user    " + login);
        if (given == null) {
          terminal.out().println("password " + password + "  (made up now, shown only this once)");
        }
      }
    }
    return 0;
  }
}
