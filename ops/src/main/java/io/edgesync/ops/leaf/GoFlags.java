package io.edgesync.ops.leaf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Command line and environment of the Go program {@code leaf}, translated to {@code edgesync sync start}. Flags are written
 * {@code -x value}, {@code -x=value} or with two dashes; booleans {@code -x}, {@code -x=false}. A flag wins over its variable.
 */
final class GoFlags {

  /** What the Go program would refuse, or what this one cannot honour. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    Refused(String message, int exitCode) {
      super(message);
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  /** Go's flag package ends with it on wrong usage. */
  static final int GO_USAGE = 2;
  private static final int FAILED = 1;

  static final String USAGE = """
      Usage: ops/leaf -repo FILE [-nats URL] [-serve-http :PORT] [-user LOGIN] [-poll 5s] ...
      The daemon, `edgesync sync start`, behind the flags, defaults and environment of the Go program leaf.
      A flag that is not honoured here is refused by name, with the remedy; docs/operations.md has the table.
      """;
  private static final Set<String> HELP = Set.of("h", "help");
  private static final Set<String> BOOLEANS = Set.of("push", "pull", "serve-nats", "uv", "verbose", "v", "iroh",
      "allow-fork", "override-lock");
  private static final Set<String> TEXTS = Set.of("repo", "nats", "nats-client-port", "nats-store-dir", "poll", "user",
      "password", "serve-http", "iroh-key", "iroh-peer", "otel-endpoint", "otel-headers", "otel-service-name",
      "autosync");
  /** Ours, so that the remedies can be followed without another program. */
  private static final Set<String> PASSED_ON = Set.of("state-dir", "password-file", "nats-leaf-port", "beacon-interval",
      "artifact-max");
  private static final Map<String, String> VARIABLES = variables();

  private final Map<String, String> values = new LinkedHashMap<>();

  private GoFlags() {}

  private static Map<String, String> variables() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("LEAF_REPO", "repo");
    names.put("LEAF_NATS_URL", "nats");
    names.put("LEAF_NATS_CLIENT_PORT", "nats-client-port");
    names.put("LEAF_NATS_STORE_DIR", "nats-store-dir");
    names.put("LEAF_USER", "user");
    names.put("LEAF_SERVE_HTTP", "serve-http");
    names.put("LEAF_IROH", "iroh");
    names.put("LEAF_IROH_KEY", "iroh-key");
    names.put("LEAF_IROH_PEERS", "iroh-peer");
    return names;
  }

  static GoFlags read(List<String> arguments, Map<String, String> environment) throws Refused {
    GoFlags flags = new GoFlags();
    VARIABLES.forEach((variable, flag) -> {
      String value = environment.get(variable);
      if (value != null && !value.isEmpty()) {
        flags.values.put(flag, value);
      }
    });
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if (!word.startsWith("-") || word.equals("-") || word.equals("--")) {
        throw new Refused("unexpected argument " + word + ", the repository is named with -repo FILE", GO_USAGE);
      }
      String bare = word.substring(word.startsWith("--") ? 2 : 1);
      int equals = bare.indexOf('=');
      String name = equals < 0 ? bare : bare.substring(0, equals);
      if (HELP.contains(name)) {
        flags.values.put("help", "true");
        return flags;
      }
      if (BOOLEANS.contains(name)) {
        flags.values.put(name, equals < 0 ? "true" : bare.substring(equals + 1));
      } else if (!TEXTS.contains(name) && !PASSED_ON.contains(name)) {
        throw new Refused("flag provided but not defined: -" + name, GO_USAGE);
      } else if (equals >= 0) {
        flags.values.put(name, bare.substring(equals + 1));
      } else if (++i < arguments.size()) {
        flags.values.put(name, arguments.get(i));
      } else {
        throw new Refused("flag needs an argument: -" + name, GO_USAGE);
      }
    }
    return flags;
  }

  /** Whether {@code -h} was reached, after which Go reads no more. */
  boolean asksForHelp() {
    return isTrue("help");
  }

  /**
   * The arguments of {@code edgesync}.
   *
   * @throws Refused naming the first flag that is not honoured
   */
  List<String> toSyncStart() throws Refused {
    refuseWhatIsNotHonoured();
    String repository = values.get("repo");
    if (repository == null) {
      throw new Refused("-repo: missing, name the repository with -repo FILE or LEAF_REPO", FAILED);
    }
    List<String> words = new ArrayList<>(List.of("sync", "start", "--repo", repository));
    add(words, "--nats", leafnode(values.getOrDefault("nats", "nats://localhost:4222")));
    add(words, "--nats-client-port", values.get("nats-client-port"));
    add(words, "--poll-interval", values.getOrDefault("poll", "5s"));
    add(words, "--user", values.get("user"));
    add(words, "--serve-http", values.get("serve-http"));
    add(words, "--state-dir", values.getOrDefault("state-dir", values.getOrDefault("nats-store-dir", "./.nats-store")));
    for (String flag : List.of("password-file", "nats-leaf-port", "beacon-interval", "artifact-max")) {
      add(words, "--" + flag, values.get(flag));
    }
    if (isTrue("verbose") || isTrue("v")) {
      words.add("--verbose");
    }
    return words;
  }

  private static void add(List<String> words, String flag, @Nullable String value) {
    if (value != null) {
      words.add(flag);
      words.add(value);
    }
  }

  /** The Go program links to its {@code -nats} whatever the scheme says; a URL without port means 7422 there. */
  private static String leafnode(String url) {
    return url.replaceFirst("^(nats|tls)://", "nats-leaf://");
  }

  private void refuseWhatIsNotHonoured() throws Refused {
    refuseIf(values.containsKey("password"), "password",
        "other users of this machine see flags; set LEAF_PASSWORD, or name a file with --password-file");
    refuseIf(isFalse("push"), "push=false",
        "the letters of -user decide what goes out; take i from that login at the peer,"
            + " or run `edgesync sync once --pull` from a timer");
    refuseIf(isFalse("pull"), "pull=false",
        "the letters of -user decide what comes in; take o from that login at the peer,"
            + " or run `edgesync sync once --push` from a timer");
    refuseIf(isFalse("serve-nats"), "serve-nats=false",
        "a leaf always answers what nobody or a login may ask; take the letters"
            + " from nobody: fossil user capabilities nobody '' -R FILE");
    refuseIf(isTrue("uv"), "uv", "unversioned files do not cross here; leave it out and use `fossil uv sync`");
    for (String flag : List.of("iroh-key", "iroh-peer")) {
      refuseIf(values.containsKey(flag), flag, "there are no iroh tunnels here; link with -nats nats-leaf://HOST:PORT");
    }
    refuseIf(isTrue("iroh"), "iroh", "there are no iroh tunnels here; link with -nats nats-leaf://HOST:PORT");
    for (String flag : List.of("otel-endpoint", "otel-headers", "otel-service-name")) {
      refuseIf(values.containsKey(flag), flag,
          "nothing is exported over OTLP; leave it out, `edgesync status --json` tells"
              + " links and sessions");
    }
  }

  private static void refuseIf(boolean unhonoured, String flag, String remedy) throws Refused {
    if (unhonoured) {
      throw new Refused("-" + flag + ": not honoured here: " + remedy, FAILED);
    }
  }

  private boolean isTrue(String flag) {
    String value = values.get(flag);
    return value != null && Set.of("1", "t", "T", "TRUE", "true", "True").contains(value);
  }

  private boolean isFalse(String flag) {
    return values.containsKey(flag) && !isTrue(flag);
  }
}
