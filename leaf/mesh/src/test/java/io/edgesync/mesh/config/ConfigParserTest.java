package io.edgesync.mesh.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigParserTest {
  @TempDir
  private Path directory = Path.of("");

  private static Value.Block parse(String text) throws ConfigException {
    return ConfigParser.text(text, "nats.conf", Map.of("PORT", "4333", "NAME", "\"A B\"", "BAD", "{"));
  }

  /** A value without its place. */
  private static Object plain(Value value) {
    return switch (value) {
      case Value.Text(String text, var _) -> text;
      case Value.Whole(long number, var _) -> number;
      case Value.Real(double number, var _) -> number;
      case Value.Flag(boolean isSet, var _) -> isSet;
      case Value.Items(var items, var _) -> items.stream().map(ConfigParserTest::plain).toList();
      case Value.Block(var fields, var _, var _) -> fields.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> plain(entry.getValue())));
    };
  }

  private static Object the(String value) throws ConfigException {
    return plain(parse("k: " + value).fields().get("k"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"k: v", "k = v", "k v", "k:v", "\"k\": 'v'", "{ k: \"v\" }", "{\"k\":\"v\"}",
      "# c\nk: v # d\n// e",
      "k: v;", "\n\n  k\n: v\r\n", "k: v // c"})
  void aKeyAndItsValueAreSeparatedInManyWays(String text) throws Exception {
    assertThat(plain(parse(text))).isEqualTo(Map.of("k", "v"));
  }

  @Test
  void numbersHaveSuffixes() throws Exception {
    assertThat(the("12")).isEqualTo(12L);
    assertThat(the("-1")).isEqualTo(-1L);
    assertThat(the("1k")).isEqualTo(1000L);
    assertThat(the("1KB")).isEqualTo(1024L);
    assertThat(the("2m")).isEqualTo(2_000_000L);
    assertThat(the("2Mib")).isEqualTo(2L << 20);
    assertThat(the("3gb")).isEqualTo(3L << 30);
    assertThat(the("0.5")).isEqualTo(0.5);
    assertThatThrownBy(() -> the("99999999999999999999")).hasMessageContaining("out of the range");
    assertThatThrownBy(() -> the("9000000tb")).hasMessageContaining("out of the range");
  }

  @Test
  void whatBeginsLikeANumberMayBeAString() throws Exception {
    assertThat(the("2s")).isEqualTo("2s");
    assertThat(the("127.0.0.1:4222")).isEqualTo("127.0.0.1:4222");
    assertThat(the("1m30s")).isEqualTo("1m30s");
    assertThat(the("3kx")).isEqualTo("3kx");
    assertThat(the("-2s")).isEqualTo("-2s");
  }

  @Test
  void booleansHaveSixNames() throws Exception {
    assertThat(List.of(the("true"), the("Yes"), the("on"))).containsOnly(true);
    assertThat(List.of(the("false"), the("no"), the("OFF"))).containsOnly(false);
    assertThat(the("\"true\"")).isEqualTo("true");
  }

  @Test
  void stringsMayBeEscapedQuotedOrWhole() throws Exception {
    assertThat(the("\"a\\tb\\x41\\\"\\\\\"")).isEqualTo("a\tbA\"\\");
    assertThat(the("'a\\tb'")).isEqualTo("a\\tb");
    assertThat(the("(\nfirst\n second )\n)\n")).isEqualTo("\nfirst\n second )\n");
    assertThat(the("nats://a:b@h:1")).isEqualTo("nats://a:b@h:1");
    assertThatThrownBy(() -> the("\"\\q\"")).hasMessageContaining("Invalid escape character");
  }

  @Test
  void mapsAndArraysNest() throws Exception {
    assertThat(plain(parse("a { b [1, 'x'\n {c: d}] # e\n f: g, h: [] }")))
        .isEqualTo(Map.of("a", Map.of("b", List.of(1L, "x", Map.of("c", "d")), "f", "g", "h", List.of())));
  }

  @Test
  void variablesComeFromTheBlocksAroundAndFromTheEnvironment() throws Exception {
    Value.Block read = parse("TOKEN: secret\na { TOKEN: inner, b { t: $TOKEN } }\nt: $TOKEN\nport: $PORT\nn: $NAME");

    assertThat(plain(read)).isEqualTo(Map.of("TOKEN", "secret", "a",
        Map.of("TOKEN", "inner", "b", Map.of("t", "inner")), "t", "secret", "port", 4333L, "n", "A B"));
    assertThat(read.variables()).containsExactly("TOKEN");
    assertThatThrownBy(() -> parse("\nt: $NOPE"))
        .hasMessage("nats.conf:2:1: variable reference for 'NOPE' on line 2 can not be found");
    assertThatThrownBy(() -> parse("t: $BAD")).hasMessageContaining("could not be parsed");
  }

  @Test
  void bcryptHashesNeedNoQuotes() throws Exception {
    assertThat(the("$2a$11$W2zko751KUvVy59mUTWmpOdWjpEm5qhcCZRd05GjI/sSOT.xtiHyG"))
        .isEqualTo("$2a$11$W2zko751KUvVy59mUTWmpOdWjpEm5qhcCZRd05GjI/sSOT.xtiHyG");
  }

  @Test
  void filesAreIncludedWhereTheyAreNamed() throws Exception {
    Files.createDirectory(directory.resolve("more"));
    Path main = Files.writeString(directory.resolve("main.conf"),
        "port: 1\ninclude 'more/a.conf'\nauthorization { include \"more/b.conf\" }\n");
    Files.writeString(directory.resolve("more/a.conf"), "http_port: 2\ninclude c.conf\n");
    Files.writeString(directory.resolve("more/b.conf"), "user: u\npassword: p\n");
    Files.writeString(directory.resolve("more/c.conf"), "debug: on");

    Value.Block read = ConfigParser.file(main, "main.conf", Map.of());

    assertThat(plain(read)).isEqualTo(Map.of("port", 1L, "http_port", 2L, "debug", true, "authorization",
        Map.of("user", "u", "password", "p")));
    assertThat(read.fields().get("http_port").at()).hasToString("more/a.conf:1:0");
  }

  @Test
  void filesThatIncludeEachOtherEndSomewhere() throws IOException {
    Path main = Files.writeString(directory.resolve("main.conf"), "include main.conf");

    assertThatThrownBy(() -> ConfigParser.file(main, "main.conf", Map.of())).isInstanceOf(ConfigException.class)
        .hasMessageContaining("include each other");
    for (String endless : List.of("/dev/zero", ".")) {
      Files.writeString(main, "port: 1\ninclude " + endless);
      assertThatThrownBy(() -> ConfigParser.file(main, "main.conf", Map.of())).isInstanceOf(ConfigException.class)
          .hasMessageContaining("error parsing include file '" + endless + "'");
    }
    Files.writeString(main, "\n include nope.conf");
    assertThatThrownBy(() -> ConfigParser.file(main, "main.conf", Map.of()))
        .hasMessageContaining("error parsing include file 'nope.conf'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a {", "a [1", "a {]}", "a [,]", "a: \"x", "a: 'x", "'a", "a: (x", ": 1", "a:\n1", "a",
      "a {b: }",
      "a: 1 b: 2", "a [1 2]", "a: .5", "a: 1.x", "a: -", "x: {y: 1 z: 2}", "a: }"})
  void whatIsNoConfigurationIsSaidToBeNone(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(ConfigException.class)
        .hasMessageMatching("(?s)nats.conf:[0-9]+:[0-9]+: .+");
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> parse("a " + "[".repeat(100_000))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("nested");
  }
}
