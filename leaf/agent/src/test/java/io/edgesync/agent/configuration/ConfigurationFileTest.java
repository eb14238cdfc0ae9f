package io.edgesync.agent.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.edgesync.agent.DaemonLogin;
import io.edgesync.agent.HttpListen;
import io.edgesync.sync.session.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {

  private static final String NODE = "U" + "A2".repeat(27) + "B";

  @TempDir
  Path temp;
  private Path file;

  @BeforeEach
  void files() throws IOException {
    file = temp.resolve("edgesync.yaml");
    Files.writeString(temp.resolve("notes.fossil"), "");
    Files.createDirectory(temp.resolve("drop"));
    Files.writeString(temp.resolve("pw"), "from a file\n");
  }

  private LeafSettings read(String text) throws IOException, ConfigurationException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return ConfigurationFile.read(file, Map.of("PW", "from a variable")::get);
  }

  private List<String> problems(String text) {
    ConfigurationException wrong = catchThrowableOfType(ConfigurationException.class, () -> read(text));
    assertThat(wrong).isNotNull();
    return wrong.problems().stream().map(each -> each.replace(file + ":", "")).toList();
  }

  @Test
  void everyKeyIsRead() throws Exception {
    LeafSettings settings = read("""
        state-dir: state
        nats: nats-leaf://hub.example.org:7422
        peer: [nats-leaf://desk:7422, nats-leaf://lap:7422]
        role: leaf
        nats-client-port: 0.0.0.0:4222
        nats-leaf-port: 7422
        serve-http: :8080
        http-tlscert: pw
        http-tlskey: pw
        http-connections: 100
        user: alice
        password-file: pw
        beacon-interval: 90s
        poll-interval: 0
        artifact-max: 32M
        prefix: site
        grants: { unknown-origins: o }
        repo-dir: drop
        repositories:
          - notes.fossil
          - file: notes.fossil
            direction: pull
            private: true
            unversioned: true
            grants:
              nodes: { %s: gio }
              account: { name: ACCOUNT, capabilities: o }
            upstream:
              url: https://bob@fossil.example.org/notes
              password-env: PW
              schedule: 15m
            bandwidth: { up: 64K, down: 1M/s }
        """.formatted(NODE));

    assertThat(settings.stateDir()).isEqualTo(temp.resolve("state"));
    assertThat(settings.mesh().upstreams()).containsExactly("nats-leaf://hub.example.org:7422");
    assertThat(settings.mesh().peers()).hasSize(2);
    assertThat(settings.mesh().role()).isEqualTo(Role.LEAF);
    HttpListen http = Objects.requireNonNull(settings.http().toListen());
    assertThat(http.address().getPort()).isEqualTo(8080);
    assertThat(http.connectionsMax()).isEqualTo(100);
    assertThat(http.perAddressMax()).isEqualTo(25);
    assertThat(Objects.requireNonNull(http.tls()).keyFile()).isEqualTo(temp.resolve("pw"));
    assertThat(settings.user()).isEqualTo("alice");
    assertThat(settings.password()).isEqualTo("from a file");
    assertThat(settings.beaconInterval()).isEqualTo(Duration.ofSeconds(90));
    assertThat(settings.pollInterval()).isZero();
    assertThat(settings.artifactBytesMax()).isEqualTo(32L << 20);
    assertThat(settings.prefix()).isEqualTo("site");
    assertThat(settings.directories()).extracting(RepositoryDirectory::directory).containsExactly(temp.resolve("drop"));
    RepositorySettings standard = settings.repositories().getFirst().settings();
    assertThat(standard.withGrants(RepositorySettings.STANDARD.grants())).isEqualTo(RepositorySettings.STANDARD);
    assertThat(standard.grants().unknownOrigins().letters()).isEqualTo("o");
    RepositorySettings notes = settings.repositories().getLast().settings();
    assertThat(notes.direction()).isEqualTo(Direction.PULL);
    assertThat(notes.privateToo()).isTrue();
    assertThat(notes.unversioned()).isTrue();
    assertThat(notes.bandwidth()).isEqualTo(new Bandwidth(64 << 10, 1 << 20));
    assertThat(notes.grants().nodes()).containsOnlyKeys(NODE);
    assertThat(notes.upstreams()).containsExactly(new UpstreamSettings("https://bob@fossil.example.org/notes",
        new DaemonLogin("bob", "from a variable"), Duration.ofMinutes(15)));
    assertThat(settings.toString() + settings.repositories()).doesNotContain("from a");
  }

  @Test
  void everythingThatIsWrongIsNamedAtOnceWithItsLine() {
    assertThat(problems("""
        naats: nats-leaf://hub:7422
        role: boss
        beacon-interval: soon
        beacon-interval: 5s
        user: alice
        password: in the clear
        nats: http://hub/
        repositories:
          - file: none.fossil
            direction: sideways
            private: maybe
            upstream: { url: "ftp://x", schedule: 1ms, color: red }
            bandwidth: { up: 12 }
            grants: { nodes: { nobody: gio } }
          - direction: pull
        """)).satisfiesExactly(
        line -> assertThat(line).startsWith("1: unknown key naats, expected one of ").contains("nats-leaf-port"),
        line -> assertThat(line).isEqualTo("2: role: 'boss', expected leaf, hub or peer"),
        line -> assertThat(line).startsWith("3: beacon-interval: 'soon' is no duration"),
        line -> assertThat(line).isEqualTo("4: the key beacon-interval is there twice, the first time in line 3"),
        line -> assertThat(line)
            .startsWith("6: password: a password stands here, and others can read this file: chmod 600"),
        line -> assertThat(line).startsWith("7: nats: http://hub/, expected nats-leaf://"),
        line -> assertThat(line).startsWith("9: file: ").contains("none.fossil is no file"),
        line -> assertThat(line).isEqualTo("10: direction: 'sideways', expected push, pull or both"),
        line -> assertThat(line).isEqualTo("11: private: 'maybe', expected true or false"),
        line -> assertThat(line).startsWith("12: url: ftp://x, expected http(s)://HOST/"),
        line -> assertThat(line).startsWith("12: schedule: '1ms' is too often"),
        line -> assertThat(line).startsWith("12: unknown key color"),
        line -> assertThat(line).startsWith("13: up: '12' is too little"),
        line -> assertThat(line).startsWith("14: nobody: node \"nobody\": expected a node key"),
        line -> assertThat(line).startsWith("15: file: expected"));
  }

  @Test
  void whatIsNoMappingOfOneDocumentIsRefused() {
    assertThat(problems("- a\n- b\n")).singleElement().asString().contains("expected a mapping");
    assertThat(problems("")).singleElement().asString().contains("expected a mapping");
    assertThat(problems("a: [1, 2\n")).singleElement().asString().contains("not YAML");
    assertThat(problems("prefix: a\n---\nprefix: b\n")).singleElement().asString().contains("second document");
    assertThat(problems("prefix: !!java.net.URL [\"http://x/\"]\n")).singleElement().asString()
        .contains("or a tag");
    assertThat(problems("password: *hunter2\n")).singleElement().asString().contains("quotes")
        .doesNotContain("hunter2");
    assertThat(problems("password: !hunter2!x\n")).singleElement().asString().contains("quotes")
        .doesNotContain("hunter2");
    assertThat(problems("user: me\npassword: !hunter2 x\n")).singleElement().asString().contains("quotes")
        .doesNotContain("hunter2");
    assertThat(problems("a: &x [*x]\nprefix: a b\n")).hasSizeGreaterThanOrEqualTo(1);
    assertThat(problems("[".repeat(5000))).singleElement().asString().contains("not YAML");
    assertThat(problems("# " + "x".repeat(ConfigurationFile.BYTES_MAX))).singleElement().asString()
        .contains("larger than");
    assertThatThrownBy(() -> ConfigurationFile.read(temp.resolve("missing.yaml"), _ -> null))
        .hasMessageContaining("missing.yaml:1: there is no such file");
  }

  @Test
  @Timeout(60)
  void aPipeIsRefusedAndNotWaitedFor() throws Exception {
    Path pipe = temp.resolve("pipe.yaml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThatThrownBy(() -> ConfigurationFile.read(pipe, _ -> null)).isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no regular file");
  }

  @Test
  void aPasswordMayStandInAFileThatIsOursAlone() throws Exception {
    String text = """
        user: alice
        password: secret
        nats: nats://bob:word@hub:4222
        repositories: notes.fossil
        """;
    assertThat(problems(text)).hasSize(2).allSatisfy(line -> assertThat(line).contains("chmod 600")
        .doesNotContain("word@"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(ConfigurationFile.read(file, _ -> null).password()).isEqualTo("secret");
    String upstream = "repositories: [{ file: notes.fossil, upstream: 'http://bob:a%3Ab+c@fossil.example.org/notes' }]\n";
    assertThat(problems(upstream)).singleElement().asString().contains("a URL with a login stands here", "chmod 600")
        .doesNotContain("a%3Ab");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(ConfigurationFile.read(file, _ -> null).repositories().getFirst().settings().upstreams())
        .containsExactly(new UpstreamSettings("http://bob@fossil.example.org/notes", new DaemonLogin("bob", "a:b+c"),
            UpstreamSettings.EVERY));
    for (String wrong : List.of("http://bob:p@secret@host/x", "http://bob:pa/secret@host/x", "http:/bob:secret@host/x",
        "http://bob:12/secret@host/x", "bob:secret@host/x", "nats://bob:secret@host/x", "http://bob:p secret@host/x")) {
      assertThat(problems("repositories: [{ file: notes.fossil, upstream: '" + wrong + "' }]\n")).as(wrong)
          .singleElement().asString().doesNotContain("bob", "secret").contains("host");
      for (String key : List.of("nats", "peer")) {
        assertThat(problems(key + ": '" + wrong + "'\n")).as(wrong).singleElement().asString()
            .doesNotContain("bob", "secret").contains("host");
      }
    }
    assertThat(problems("""
        repositories: [{ file: notes.fossil, upstream: { url: 'http://bob@host/x', user: alice, password-env: HOME } }]
        """)).anySatisfy(line -> assertThat(line).contains("one login at a time"));
    assertThat(problems("user: alice\npassword-env: NOT_SET\n")).singleElement().asString()
        .contains("the variable NOT_SET is not set");
    assertThat(problems("password-file: pw\n")).singleElement().asString().contains("no login to use it for");
  }

  @Test
  void flagsCountMoreThanTheFile() throws Exception {
    LeafSettings inFile = read("""
        nats: nats-leaf://hub:7422
        prefix: site
        beacon-interval: 90s
        repositories:
          - file: notes.fossil
            unversioned: true
        """);
    LeafSettings none = new LeafSettings(List.of(), List.of(), MeshSettings.NONE, null, null, HttpSettings.NONE, null,
        null, null, null, null, null, null, TelemetrySettings.NONE);
    assertThat(none.over(inFile)).isEqualTo(inFile);
    LeafSettings flags = new LeafSettings(
        List.of(RepositoryFile.of(temp.resolve("notes.fossil")), RepositoryFile.of(temp.resolve("more.fossil"))),
        List.of(), MeshSettings.NONE, null, null, HttpSettings.NONE, null, null, null, null, null, null, "flag",
        TelemetrySettings.NONE);
    LeafSettings both = flags.over(inFile);
    assertThat(both.prefix()).isEqualTo("flag");
    assertThat(both.beaconInterval()).isEqualTo(Duration.ofSeconds(90));
    assertThat(both.mesh().upstreams()).containsExactly("nats-leaf://hub:7422");
    assertThat(both.repositories()).extracting(each -> each.settings().unversioned()).containsExactly(true, false);
  }
}
