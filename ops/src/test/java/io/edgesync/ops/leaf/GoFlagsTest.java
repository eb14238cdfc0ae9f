package io.edgesync.ops.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoFlagsTest {

  private static List<String> translated(Map<String, String> environment, String... arguments) throws GoFlags.Refused {
    return GoFlags.read(List.of(arguments), environment).toSyncStart();
  }

  @Test
  void theDefaultsAreThoseOfTheGoProgram() throws Exception {
    assertThat(translated(Map.of(), "-repo", "a.fossil")).containsExactly("sync", "start", "--repo", "a.fossil",
        "--nats",
        "nats-leaf://localhost:4222", "--poll-interval", "5s", "--state-dir", "./.nats-store");
  }

  @Test
  void oneAndTwoDashesAndEqualsSignsMeanTheSame() throws Exception {
    assertThat(translated(Map.of(), "--repo=a.fossil", "-nats=nats-leaf://hub:7422", "-v=true", "-serve-nats",
        "--serve-http", ":8080")).containsSubsequence("--repo", "a.fossil", "--nats", "nats-leaf://hub:7422",
            "--serve-http", ":8080", "--verbose");
  }

  @Test
  void theEnvironmentIsHeardAndAFlagWinsOverIt() throws Exception {
    Map<String, String> environment = Map.of("LEAF_REPO", "a.fossil", "LEAF_USER", "alice", "LEAF_NATS_URL",
        "nats-leaf://one:7422", "LEAF_NATS_STORE_DIR", "/var/lib/leaf");

    List<String> words = translated(environment, "-nats", "nats-leaf://two:7422");

    assertThat(words).containsSubsequence("--repo", "a.fossil", "--nats", "nats-leaf://two:7422", "--user", "alice",
        "--state-dir", "/var/lib/leaf");
  }

  @Test
  void theFlagsThatGoParsesAndIgnoresAreIgnored() throws Exception {
    assertThat(translated(Map.of(), "-repo", "a", "-autosync", "on", "-allow-fork", "-override-lock"))
        .doesNotContain("on").hasSize(10);
  }

  @ParameterizedTest
  @CsvSource({"password,LEAF_PASSWORD", "push=false,sync once --pull", "pull=false,sync once --push",
      "serve-nats=false,nobody", "uv,fossil uv sync", "iroh,nats-leaf://", "iroh-key=k,nats-leaf://",
      "iroh-peer=p,nats-leaf://",
      "otel-endpoint=http://x,status --json", "otel-headers=a=b,status --json", "otel-service-name=n,status --json"})
  void aFlagThatIsNotHonouredIsRefusedByNameWithTheRemedy(String flag, String remedy) {
    String[] arguments = flag.equals("password")
        ? new String[]{"-repo", "a", "-password", "secret"}
        : new String[]{"-repo", "a", "-" + flag};

    assertThatThrownBy(() -> translated(Map.of(), arguments)).isInstanceOf(GoFlags.Refused.class)
        .hasMessageStartingWith("-" + flag.replaceFirst("=(k|p|http.*|a=b|n)$", "")).hasMessageContaining(remedy)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LEAF_IROH", "LEAF_IROH_KEY", "LEAF_IROH_PEERS"})
  void soIsAVariableOfSuchAFlag(String variable) {
    assertThatThrownBy(() -> translated(Map.of("LEAF_REPO", "a", variable, "1"))).isInstanceOf(GoFlags.Refused.class)
        .hasMessageContaining("not honoured");
  }

  @Test
  void wrongUsageEndsAsGoEndsIt() {
    assertThatThrownBy(() -> translated(Map.of(), "-nonsense")).isInstanceOfSatisfying(GoFlags.Refused.class,
        refused -> assertThat(refused.exitCode()).isEqualTo(2));
    assertThatThrownBy(() -> translated(Map.of(), "-repo")).isInstanceOfSatisfying(GoFlags.Refused.class,
        refused -> assertThat(refused.exitCode()).isEqualTo(2));
    assertThatThrownBy(() -> translated(Map.of())).isInstanceOfSatisfying(GoFlags.Refused.class,
        refused -> assertThat(refused.exitCode()).isEqualTo(1));
  }
}
