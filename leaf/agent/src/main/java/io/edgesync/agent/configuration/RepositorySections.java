package io.edgesync.agent.configuration;

import io.edgesync.agent.DaemonLogin;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.rights.Grants;
import io.edgesync.sync.session.Direction;
import io.edgesync.mesh.UrlLogin;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the file says of repositories, one by one or for all of a directory. */
final class RepositorySections {

  private final Secrets secrets;
  private final Function<String, Path> path;
  private Grants forAll = Grants.NONE;

  /** @param path reads a path of the file */
  RepositorySections(Secrets secrets, Function<String, Path> path) {
    this.secrets = secrets;
    this.path = path;
  }

  /** Reads what holds for every repository: {@code grants} of the whole file. */
  void forAll(Section root) {
    forAll = grants(root.section("grants"));
  }

  /** One of {@code repositories}; empty where it does not name its file. */
  Optional<RepositoryFile> file(Section section) {
    Path file = section.value("file", text -> {
      Path named = path.apply(text);
      if (!Files.isRegularFile(named)) {
        throw new IllegalArgumentException(named + " is no file, create it with edgesync new or edgesync clone");
      }
      return named;
    });
    if (!section.has("file")) {
      section.complain("file", "expected, for example file: notes.fossil");
    }
    RepositorySettings settings = settings(section);
    return file == null ? Optional.empty() : Optional.of(new RepositoryFile(file, settings));
  }

  /** One of {@code repo-dir}. */
  Optional<RepositoryDirectory> directory(Section section) {
    Path directory = section.value("dir", text -> {
      Path named = path.apply(text);
      if (!Files.isDirectory(named)) {
        throw new IllegalArgumentException(named + " is no directory, make it first");
      }
      return named;
    });
    if (!section.has("dir")) {
      section.complain("dir", "expected, for example dir: /srv/fossils");
    }
    RepositorySettings settings = settings(section);
    return directory == null ? Optional.empty() : Optional.of(new RepositoryDirectory(directory, settings));
  }

  private RepositorySettings settings(Section section) {
    Direction direction = section.value("direction", text -> switch (text) {
      case "both" -> Direction.SYNC;
      case "pull" -> Direction.PULL;
      case "push" -> Direction.PUSH;
      default -> throw new IllegalArgumentException("'" + text + "', expected push, pull or both");
    });
    boolean privateToo = section.flag("private");
    boolean unversioned = section.flag("unversioned");
    Grants grants = forAll.and(grants(section.section("grants")));
    List<UpstreamSettings> upstreams = new ArrayList<>();
    for (Section each : section.sections("upstream", "url")) {
      upstream(each).ifPresent(upstreams::add);
    }
    Bandwidth bandwidth = bandwidth(section.section("bandwidth"));
    section.end();
    return new RepositorySettings(direction == null ? Direction.SYNC : direction, privateToo, unversioned, grants,
        upstreams, bandwidth);
  }

  private Optional<UpstreamSettings> upstream(Section section) {
    String url = section.value("url", this::upstreamUrl);
    if (!section.has("url")) {
      section.complain("url", "expected, for example url: https://fossil.example.org/notes");
    }
    InUrl inUrl = InUrl.of(url);
    String user = section.text("user");
    if (inUrl.user() != null && (user != null || inUrl.user().isEmpty())) {
      section.complain("url",
          user == null ? "no user before its password" : "one login at a time, leave out that of the URL or user");
    }
    user = user == null ? inUrl.user() : user;
    String password = secrets.password(section, user);
    if (inUrl.password() != null && password != null) {
      section.complain("url", "one password at a time, leave out that of the URL or the other");
    }
    password = password == null ? inUrl.password() : password;
    if (user != null && !user.isBlank() && password == null && !section.has("password-file")
        && !section.has("password-env") && !section.has("password")) {
      section.complain("user", "no password for it, give password-file or password-env");
    }
    Duration every = section.value("schedule", text -> {
      Duration pause = Quantity.duration(text);
      if (pause.compareTo(UpstreamSettings.EVERY_MIN) < 0) {
        throw new IllegalArgumentException("'" + text + "' is too often, expected at least 1s");
      }
      return pause;
    });
    section.end();
    return url == null
        ? Optional.empty()
        : Optional.of(new UpstreamSettings(kept(url), login(user, password),
            every == null ? UpstreamSettings.EVERY : every));
  }

  /** A server's is shown, and remembered in the repository; a link's is used as it is. */
  private static String kept(String url) {
    return url.startsWith("http") ? UrlLogin.withoutPassword(url) : url;
  }

  private static @Nullable DaemonLogin login(@Nullable String user, @Nullable String password) {
    return user == null || user.isBlank() || password == null ? null : new DaemonLogin(user, password);
  }

  private String upstreamUrl(String text) {
    URI url = Secrets.url(text);
    String scheme = url.getScheme() == null ? "" : url.getScheme();
    if (!Set.of("http", "https").contains(scheme)) {
      if (!Secrets.LINKS.contains(scheme)) {
        throw new IllegalArgumentException(
            UrlLogin.without(text) + ", expected http(s)://HOST/…, nats-leaf://HOST:PORT or nats://HOST:PORT");
      }
      return secrets.link(text);
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException(UrlLogin.without(text) + ": no host in it");
    }
    if (url.getRawUserInfo() != null && url.getRawUserInfo().indexOf(':') >= 0) {
      secrets.requireOurs("a URL with a login");
    }
    return text;
  }

  /** The login in the URL of a Fossil server. */
  private record InUrl(@Nullable String user, @Nullable String password) {
    static InUrl of(@Nullable String url) {
      String login = url != null && url.startsWith("http") ? Secrets.url(url).getRawUserInfo() : null;
      if (login == null) {
        return new InUrl(null, null);
      }
      int colon = login.indexOf(':');
      return colon < 0
          ? new InUrl(plain(login), null)
          : new InUrl(plain(login.substring(0, colon)), plain(login.substring(colon + 1)));
    }

    private static String plain(String part) {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
  }

  private static Bandwidth bandwidth(@Nullable Section section) {
    if (section == null) {
      return Bandwidth.UNLIMITED;
    }
    Long up = section.value("up", RepositorySections::rate);
    Long down = section.value("down", RepositorySections::rate);
    section.end();
    return new Bandwidth(Objects.requireNonNullElse(up, 0L), Objects.requireNonNullElse(down, 0L));
  }

  private static long rate(String text) {
    long bytes = Quantity.rate(text);
    if (bytes > 0 && bytes < Bandwidth.BYTES_MIN) {
      throw new IllegalArgumentException("'" + text + "' is too little, expected at least 1K, or 0 for no limit");
    }
    return bytes;
  }

  private static Grants grants(@Nullable Section section) {
    if (section == null) {
      return Grants.NONE;
    }
    Map<String, Capabilities> nodes = new LinkedHashMap<>();
    Section byNode = section.section("nodes");
    if (byNode != null) {
      byNode.texts().forEach((node, letters) -> {
        try {
          nodes.put(Grants.nodeKey(node), Grants.letters(letters));
        } catch (IllegalArgumentException e) {
          byNode.complain(node, String.valueOf(e.getMessage()));
        }
      });
    }
    Section byAccount = section.section("account");
    Grants.TrustedAccount account = byAccount == null ? null : account(byAccount);
    Capabilities unknown = section.value("unknown-origins", Grants::letters);
    section.end();
    return new Grants(nodes, account, unknown == null ? Capabilities.NONE : unknown);
  }

  private static Grants.@Nullable TrustedAccount account(Section section) {
    String name = section.text("name");
    Capabilities letters = section.value("capabilities", Grants::letters);
    if (name == null || name.isBlank() || !section.has("capabilities")) {
      section.complain("name", "expected name and capabilities");
    }
    section.end();
    return name == null || name.isBlank() || letters == null ? null : new Grants.TrustedAccount(name, letters);
  }
}
