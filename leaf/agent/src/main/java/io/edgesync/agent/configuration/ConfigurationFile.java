package io.edgesync.agent.configuration;

import io.edgesync.agent.metrics.TelemetryOptions;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.composer.ComposerException;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * {@code edgesync.yaml}. Its keys are those of the flags of {@code edgesync sync start}, and {@code repositories} with settings of each; the
 * schema is in {@code docs/operations.md}.
 */
public final class ConfigurationFile {

  /** A hundred repositories with all that can be said of them fit well. */
  static final int BYTES_MAX = 256 << 10;
  private static final int DEPTH_MAX = 16;

  private final Path file;
  private final Problems problems;
  private final Secrets secrets;

  private ConfigurationFile(Path file, Function<String, @Nullable String> environment) {
    this.file = file;
    this.problems = new Problems(file);
    this.secrets = new Secrets(file, environment);
  }

  /**
   * Reads the file and the files with secrets that it names.
   *
   * @param environment what variables hold; null for one that is not set
   * @throws ConfigurationException with everything that is wrong
   */
  public static LeafSettings read(Path file, Function<String, @Nullable String> environment)
      throws ConfigurationException {
    ConfigurationFile reading = new ConfigurationFile(file.toAbsolutePath().normalize(), environment);
    LeafSettings settings = reading.settings(reading.root());
    reading.problems.throwIfAny();
    return settings;
  }

  private Section root() throws ConfigurationException {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        // Reading a pipe would wait for somebody who writes into it.
        problems.add(null, "no regular file, put the text into one");
        problems.throwIfAny();
      }
      if (Files.size(file) > BYTES_MAX) {
        problems.add(null, "larger than " + BYTES_MAX + " bytes, leave out what is not needed");
        problems.throwIfAny();
      }
      return parsed(Files.readString(file));
    } catch (NoSuchFileException e) {
      problems.add(null, "there is no such file");
    } catch (CharacterCodingException e) {
      problems.add(null, "not UTF-8");
    } catch (IOException e) {
      problems.add(null, "cannot be read: " + e.getMessage());
    }
    problems.throwIfAny();
    throw new IllegalStateException("a problem is there");
  }

  private Section parsed(String text) throws ConfigurationException {
    LoaderOptions bounds = new LoaderOptions();
    bounds.setCodePointLimit(BYTES_MAX);
    bounds.setNestingDepthLimit(DEPTH_MAX);
    bounds.setMaxAliasesForCollections(0);
    bounds.setAllowDuplicateKeys(false);
    try {
      Iterable<Node> documents = new Yaml(new SafeConstructor(bounds)).composeAll(new StringReader(text));
      Node only = null;
      for (Node document : documents) {
        if (only != null) {
          problems.add(document.getStartMark(), "a second document begins, expected one");
          problems.throwIfAny();
        }
        only = document;
      }
      if (only instanceof MappingNode mapping) {
        return new Section(mapping, problems);
      }
      problems.add(only == null ? null : only.getStartMark(),
          "expected a mapping of keys, such as nats: nats-leaf://HOST:7422");
    } catch (ComposerException | ParserException e) {
      // It names what follows the * or !, which may be a password.
      problems.add(e.getProblemMark(),
          "not YAML: a bracket too many or too few, an alias to nothing, or a tag; put a value that begins with * or ! between quotes");
    } catch (MarkedYAMLException e) {
      problems.add(e.getProblemMark(), "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.add(null, "not YAML: " + e.getMessage());
    }
    problems.throwIfAny();
    throw new IllegalStateException("a problem is there");
  }

  private LeafSettings settings(Section root) {
    RepositorySections repositories = new RepositorySections(secrets, this::path);
    repositories.forAll(root);
    List<RepositoryFile> files = root.sections("repositories", "file").stream()
        .flatMap(each -> repositories.file(each).stream()).toList();
    List<RepositoryDirectory> directories = root.sections("repo-dir", "dir").stream()
        .flatMap(each -> repositories.directory(each).stream()).toList();
    MeshSettings mesh = mesh(root);
    ListenAddress clients = root.value("nats-client-port", ListenAddress::parse);
    ListenAddress leaves = root.value("nats-leaf-port", ListenAddress::parse);
    HttpSettings http = http(root);
    String user = root.text("user");
    String password = secrets.password(root, user);
    LeafSettings settings = new LeafSettings(files, directories, mesh, clients, leaves, http, user, password,
        root.value("state-dir", this::path), root.value("beacon-interval", Quantity::duration),
        root.value("poll-interval", Quantity::duration), root.value("artifact-max", Quantity::bytes),
        root.value("prefix", ConfigurationFile::prefix),
        new TelemetrySettings(root.has("metrics") ? root.flag("metrics") : null,
            root.value("otlp", TelemetryOptions::endpoint)));
    root.end();
    return settings;
  }

  private MeshSettings mesh(Section root) {
    MeshSettings mesh = new MeshSettings(root.values("nats", secrets::link),
        root.values("peer", secrets::link), root.value("role", Role::of),
        root.value("nats-creds", this::existing), root.value("nats-nkey", this::existing),
        root.value("nats-tlsca", this::existing), root.value("nats-tlscert", this::existing),
        root.value("nats-tlskey", this::existing));
    if (mesh.credentials() != null && mesh.nkey() != null) {
      root.complain("nats-nkey", "one login at a time, leave out nats-creds or nats-nkey");
    }
    if (root.has("nats-tlscert") != root.has("nats-tlskey")) {
      root.complain(root.has("nats-tlscert") ? "nats-tlscert" : "nats-tlskey",
          "nats-tlscert and nats-tlskey go together, give both");
    }
    return mesh;
  }

  private HttpSettings http(Section root) {
    HttpSettings http = new HttpSettings(root.value("serve-http", ListenAddress::parse),
        root.value("http-tlscert", this::existing), root.value("http-tlskey", this::existing),
        root.value("http-tlsca", this::existing), root.value("http-connections", HttpSettings::connections),
        root.value("http-connections-per-address", HttpSettings::connections));
    if (root.has("http-tlscert") != root.has("http-tlskey")) {
      root.complain(root.has("http-tlscert") ? "http-tlscert" : "http-tlskey",
          "http-tlscert and http-tlskey go together, give both");
    }
    return http;
  }

  private static String prefix(String text) {
    if (!text.matches("[A-Za-z0-9_-]+")) {
      throw new IllegalArgumentException("'" + text + "', expected one subject token of letters, digits, - and _");
    }
    return text;
  }

  /** Relative to the directory of the file. */
  private Path path(String text) {
    Path directory = file.getParent();
    return directory == null ? Path.of(text) : directory.resolve(text).normalize();
  }

  private Path existing(String text) {
    Path path = path(text);
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException(path + " is not there, or cannot be read");
    }
    return path;
  }
}
