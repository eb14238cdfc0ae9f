package io.edgesync.agent.configuration;

import io.edgesync.mesh.UrlLogin;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Passwords that a configuration file names, or holds where nobody else can read it. */
final class Secrets {

  private static final int BYTES_MAX = 4096;
  private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(PosixFilePermission.GROUP_READ,
      PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  /** Schemes of links. */
  static final Set<String> LINKS = Set.of("nats-leaf", "nats", "tls");

  private final Path file;
  private final Function<String, @Nullable String> environment;

  Secrets(Path file, Function<String, @Nullable String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /** What {@code password-file}, {@code password-env} or {@code password} of a section says; null where there is none. */
  @Nullable
  String password(Section section, @Nullable String user) {
    List<String> given = Stream.of("password-file", "password-env", "password").filter(section::has).toList();
    if (given.size() > 1) {
      section.complain(given.get(1), "one password at a time, leave out " + given.get(0) + " or " + given.get(1));
      return null;
    }
    if (!given.isEmpty() && user == null) {
      section.complain(given.getFirst(), "no login to use it for, give user, too");
      return null;
    }
    String inFile = section.value("password-file", this::ofFile);
    String inVariable = section.value("password-env", this::ofVariable);
    String clear = section.value("password", text -> {
      requireOurs("a password");
      return text;
    });
    return inFile != null ? inFile : inVariable != null ? inVariable : clear;
  }

  private String ofFile(String name) {
    Path directory = file.getParent();
    return firstLine(directory == null ? Path.of(name) : directory.resolve(name));
  }

  /**
   * The first line of a file with a password.
   *
   * @throws IllegalArgumentException naming the file, where there is none
   */
  static String firstLine(Path path) {
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new IllegalArgumentException(path + " is no regular file, put the password into one");
      }
      if (Files.size(path) > BYTES_MAX) {
        throw new IllegalArgumentException(path + " is larger than " + BYTES_MAX + " bytes, expected one line");
      }
      List<String> lines = Files.readAllLines(path);
      if (lines.isEmpty() || lines.getFirst().isEmpty()) {
        throw new IllegalArgumentException("the first line of " + path + " is empty, expected the password there");
      }
      return lines.getFirst();
    } catch (IOException e) {
      throw new IllegalArgumentException(path + " cannot be read, check that it is there and readable", e);
    }
  }

  private String ofVariable(String name) {
    String value = environment.apply(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("the variable " + name + " is not set");
    }
    return value;
  }

  /** The URL of a link; one with a password is a secret. */
  String link(String text) {
    URI url = url(text);
    String scheme = url.getScheme() == null ? "" : url.getScheme();
    if (!LINKS.contains(scheme) || url.getHost() == null) {
      throw new IllegalArgumentException(
          UrlLogin.without(text) + ", expected nats-leaf://HOST:PORT or nats://HOST:PORT");
    }
    String path = url.getPath() == null ? "" : url.getPath();
    if (!path.isEmpty() && !path.equals("/")) {
      throw new IllegalArgumentException(UrlLogin.without(text) + ": a link carries every project, leave out " + path);
    }
    if (url.getRawUserInfo() != null) {
      requireOurs("a URL with a login");
    }
    return text;
  }

  static URI url(String text) {
    try {
      return UrlLogin.read(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e.getInput() + ": " + e.getReason(), e);
    }
  }

  /** @throws IllegalArgumentException where others can read the configuration file */
  void requireOurs(String what) {
    try {
      Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      mode.retainAll(OF_OTHERS);
      if (mode.isEmpty()) {
        return;
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(what + " stands here, and who can read this file is not known", e);
    }
    throw new IllegalArgumentException(what + " stands here, and others can read this file: chmod 600 " + file
        + ", or name it by password-file or password-env");
  }
}
