package io.edgesync.mesh.config;

import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.identity.BoundedFile;
import io.edgesync.mesh.identity.NodeIdentity;
import io.edgesync.mesh.leafnode.LeafRemote;
import io.edgesync.mesh.leafnode.LinkLogin;
import io.edgesync.mesh.leafnode.LinkOptions;
import io.edgesync.mesh.leafnode.LinkOptions.Role;
import io.edgesync.mesh.tls.DialTls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code {urls: ["nats://hub:7422"], account: A, credentials: "leaf.creds", tls {…}}} of {@code leafnodes.remotes}; a URL may be
 * {@code wss://hub:443}, too.
 */
final class RemoteSection {
  private static final int SEED_FILE_BYTES_MAX = 4096;
  private static final Pattern SEED_LIKE = Pattern.compile("\\s*S[A-Za-z0-9]{30,}\\s*");

  private final Path directory;
  private final Problems problems;
  private final List<LeafRemote> urls = new ArrayList<>();
  private boolean shuffled = true;
  private LinkLogin login = LinkLogin.NODE;
  private @Nullable DialTls tls;
  private String account = UserOptions.GLOBAL_ACCOUNT;
  private Role role = Role.LEAF;
  private List<String> denyImports = List.of();
  private List<String> denyExports = List.of();

  private RemoteSection(Path directory, Problems problems) {
    this.directory = directory;
    this.problems = problems;
  }

  static LinkOptions read(Value value, Path directory, Problems problems) throws ConfigException {
    var section = new RemoteSection(directory, problems);
    Value.Block block = Read.block(value);
    Section.read(block, problems, section::take);
    if (section.urls.isEmpty()) {
      throw new ConfigException(value.at(), "remote without a url");
    }
    return new LinkOptions(section.urls, section.shuffled, section.login, section.tls, section.account, section.role,
        section.denyImports, section.denyExports);
  }

  private boolean take(String name, Value value) throws ConfigException {
    switch (name) {
      case "url", "urls" -> {
        for (String url : Read.texts(value)) {
          problems.attempt(value.at(), () -> urls.add(LeafRemote.configured(url)));
        }
      }
      case "no_randomize", "dont_randomize" -> shuffled = !Read.flag(value);
      case "account", "local" -> account = Read.text(value);
      case "creds", "credentials" -> login = new LinkLogin.ByCredentials(directory.resolve(Read.text(value)));
      case "nkey" -> login = new LinkLogin.ByKey(key(value));
      case "tls" -> tls = tls(Read.block(value));
      case "hub" -> role = Read.flag(value) ? Role.HUB : Role.LEAF;
      case "deny_imports", "deny_import" -> denyImports = PermissionsSection.subjects(value, false);
      case "deny_exports", "deny_export" -> denyExports = PermissionsSection.subjects(value, false);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** A seed, or the name of a file that holds one, so that it need not stand in the configuration. */
  private NodeIdentity key(Value value) throws ConfigException {
    String text = Read.text(value);
    try {
      return NodeIdentity.ofSeed(text);
    } catch (IllegalArgumentException noSeed) {
      return keyOfFile(text, value.at());
    }
  }

  private NodeIdentity keyOfFile(String name, Position at) throws ConfigException {
    // Not shown where it may be a seed after all, with a letter wrong.
    String shown = SEED_LIKE.matcher(name).matches() ? "this" : name;
    try {
      byte[] seed = BoundedFile.read(directory.resolve(name), SEED_FILE_BYTES_MAX);
      return NodeIdentity.ofSeed(new String(seed, StandardCharsets.ISO_8859_1).strip());
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(at,
          "nkey: " + shown + " is neither the seed of a user (SU…) nor a file that can be read and holds one");
    }
  }

  private DialTls tls(Value.Block block) throws ConfigException {
    var read = new DialTls[]{DialTls.DEFAULT};
    var files = new @Nullable Path[2];
    Section.read(block, problems, (name, value) -> {
      switch (name) {
        case "ca_file" -> read[0] = read[0].withCaFile(directory.resolve(Read.text(value)));
        case "cert_file" -> files[0] = directory.resolve(Read.text(value));
        case "key_file" -> files[1] = directory.resolve(Read.text(value));
        case "insecure" -> read[0] = read[0].withInsecure(Read.flag(value));
        case "timeout" -> read[0] = read[0].withTimeout(Read.timeout(name, value));
        case "handshake_first", "first", "immediate" -> read[0] = read[0].withHandshakeFirst(Read.flag(value));
        // A server is verified in any case.
        case "verify" -> Read.flag(value);
        default -> {
          return false;
        }
      }
      return true;
    });
    Path certificate = files[0];
    Path key = files[1];
    if ((certificate == null) != (key == null)) {
      throw new ConfigException(block.at(), "cert_file and key_file go together");
    }
    return certificate == null || key == null ? read[0] : read[0].withCertificate(certificate, key);
  }
}
