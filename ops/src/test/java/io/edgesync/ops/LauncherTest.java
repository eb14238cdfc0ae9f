package io.edgesync.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ops/lib/launch.bash} does before and around a JVM. */
@Timeout(60)
class LauncherTest {

  private static final int HUP = 1;
  private static final int USR1 = 10;
  private static final Path LIBRARY = Path.of("lib", "launch.bash").toAbsolutePath();

  @TempDir
  private Path directory = Path.of("");

  /** What a script said and how it ended. */
  private record Said(int code, String out, String err) {}

  private Said bash(Map<String, String> environment, String script) throws IOException, InterruptedException {
    Path err = directory.resolve("err");
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", "set -euo pipefail; source " + LIBRARY + "; " + script)
        .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment()
        .putAll(Map.of("PATH", "/usr/bin:/bin", "HOME", directory.toString(), "EDGESYNC_JDK_DIRECTORIES", ""));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), out, Files.readString(err));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Files.createDirectories(home.resolve("bin"));
    for (String program : List.of("java", "javac")) {
      Path file = Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"test\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /** The JVM says nothing of a command for a method that does not exist. */
  @Test
  void methodsThatTheCompilerIsToldAboutExist() throws Exception {
    List<String> commands = bash(Map.of(), "printf '%s\\n' \"${EDGESYNC_JVM_BULK[@]}\"").out().lines()
        .filter(flag -> flag.contains("::")).toList();

    assertThat(commands).isNotEmpty().allSatisfy(flag -> {
      String[] method = flag.split(",")[1].split("::");
      String name = "/" + method[0].replace('.', '/') + ".class";
      try (InputStream file = Objects.requireNonNull(LauncherTest.class.getResourceAsStream(name), name)) {
        assertThat(ClassFile.of().parse(file.readAllBytes()).methods())
            .anyMatch(each -> each.methodName().equalsString(method[1]));
      }
    });
  }

  @Test
  void aCommandThatIsKilledTakesItsProgramAlong() throws Exception {
    Process shell = new ProcessBuilder("bash", "-c", "set -euo pipefail; source " + LIBRARY
        + "; run_without_incubator_line bash -c 'echo $$; exec sleep 600'")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    try (BufferedReader out = shell.inputReader()) {
      ProcessHandle program = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();

      shell.destroyForcibly();

      assertThat(program.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
    } finally {
      shell.destroyForcibly();
    }
  }

  @Test
  void theManualExplainsEachFlag() throws Exception {
    String manual = Files.readString(LIBRARY.resolveSibling("../../docs/operations.md").normalize());

    List<String> flags = bash(Map.of(), "printf '%s\\n' \"${EDGESYNC_JVM_COMMON[@]}\" \"${EDGESYNC_JVM_DAEMON[@]}\""
        + " \"${EDGESYNC_JVM_LEAF[@]}\" \"${EDGESYNC_JVM_BULK[@]}\" \"${EDGESYNC_JVM_SHORT[@]}\" \"${EDGESYNC_JVM_AOT[@]}\"")
        .out().lines()
        .toList();

    assertThat(flags).hasSizeGreaterThan(20)
        .allSatisfy(flag -> assertThat(manual).contains(flag.replaceFirst("=.*", "")));
  }

  /** Fills the heap in one thread and waits in another, as a server does whose other threads live on. */
  static final class Hoarder {
    private Hoarder() {}

    public static void main(String[] arguments) throws InterruptedException {
      Thread hoarding = Thread.ofPlatform().start(() -> {
        List<byte[]> hoard = new ArrayList<>();
        while (hoard.size() < Integer.MAX_VALUE) {
          hoard.add(new byte[1 << 20]);
        }
      });
      hoarding.join();
      Thread.currentThread().join();
    }
  }

  @Test
  void aDaemonWithoutHeapEndsForItsSupervisorToSee() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = Path.of(Hoarder.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();

    Said said = bash(Map.of(),
        java + " \"${EDGESYNC_JVM_DAEMON[@]}\" -Xmx32m -cp " + classes + " '" + Hoarder.class.getName() + "'");

    assertThat(said.code()).isEqualTo(3);
    assertThat(said.out()).contains("Terminating due to java.lang.OutOfMemoryError");
  }

  /** In the mask of signals that a process ignores the lowest bit stands for the first one. */
  @Test
  void aBrokerHeedsSighupWhoeverIgnoredItAndADaemonBegunWithNohupDoesNot() throws Exception {
    Path java = Files.writeString(jdk("mask", "25").resolve("bin").resolve("java"),
        "#!/bin/sh\ngrep SigIgn /proc/$$/status\n");
    String run = "trap '' HUP; EDGESYNC_JDK=" + java.getParent().getParent() + "; EDGESYNC_CLASSPATH=none; run_java ";

    assertThat(ignores(HUP, bash(Map.of(), run + "broker Main"))).isFalse();
    assertThat(ignores(HUP, bash(Map.of(), run + "daemon Main"))).isTrue();
  }

  @Test
  void noSignalThatADaemonHeedsEndsItsLauncherAndUsr1NoJvmThatHasNoHandlerYet() throws Exception {
    Path java = Files.writeString(jdk("mask", "25").resolve("bin").resolve("java"),
        "#!/bin/sh\ngrep SigIgn /proc/$$/status\n");

    Said said = bash(Map.of(), "postpone_signals; kill -HUP $$; kill -USR1 $$; EDGESYNC_JDK="
        + java.getParent().getParent() + "; EDGESYNC_CLASSPATH=none; run_java daemon Main --config x");

    assertThat(said.code()).isZero();
    assertThat(ignores(USR1, said)).isTrue();
    assertThat(ignores(HUP, said)).isFalse();
    String run = "postpone_signals; EDGESYNC_JDK=" + java.getParent().getParent()
        + "; EDGESYNC_CLASSPATH=none; run_java daemon Main";
    assertThat(ignores(HUP, bash(Map.of(), run))).isFalse();
    assertThat(ignores(HUP, bash(Map.of(), "trap '' HUP; " + run))).isTrue();
  }

  private static boolean ignores(int signal, Said said) {
    return (Long.parseUnsignedLong(said.out().replace("SigIgn:", "").strip(), 16) >> (signal - 1) & 1) == 1;
  }

  @Test
  void javaHomeIsTakenWhenItIsNewEnough() throws Exception {
    Path new25 = jdk("a", "25.0.3");

    assertThat(bash(Map.of("JAVA_HOME", new25.toString()), "find_jdk; echo $EDGESYNC_JDK").out().strip())
        .isEqualTo(new25.toString());
  }

  @Test
  void anOldJavaHomeIsPassedOverForMavensToolchain() throws Exception {
    Path old = jdk("old", "17.0.2");
    Path toolchain = jdk("toolchain", "26");
    Files.createDirectories(directory.resolve(".m2"));
    Files.writeString(directory.resolve(".m2/toolchains.xml"),
        "<toolchains><toolchain><configuration>\n <jdkHome>" + old
            + "</jdkHome>\n</configuration></toolchain><toolchain><configuration>\n <jdkHome> " + toolchain
            + " </jdkHome>\n");

    assertThat(bash(Map.of("JAVA_HOME", old.toString()), "find_jdk; echo $EDGESYNC_JDK").out().strip())
        .isEqualTo(toolchain.toString());
  }

  @Test
  void theUsualDirectoriesComeLast() throws Exception {
    Path usual = jdk("usual", "25");

    Said said = bash(Map.of("EDGESYNC_JDK_DIRECTORIES", jdk("older", "1.8.0_292") + " " + usual),
        "find_jdk; echo $EDGESYNC_JDK");

    assertThat(said.out().strip()).isEqualTo(usual.toString());
  }

  @Test
  void whatIsMissingIsNamedAndHowToGetIt() throws Exception {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    for (String tool : List.of("sed", "readlink", "dirname", "bash", "cat")) {
      Files.createSymbolicLink(empty.resolve(tool), Path.of("/usr/bin", tool));
    }

    Said said = bash(Map.of("PATH", empty.toString(), "EDGESYNC_JDK_DIRECTORIES", jdk("old", "21.0.1").toString()),
        "find_jdk");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err()).contains("JDK 25 or newer: not found; found only JDK 21", "apt-get install openjdk-25-jdk",
        "JAVA_HOME");
  }

  @Test
  void whoWaitsForTheBuildOfSomebodyElseSaysSo() throws Exception {
    Path library = Files.createDirectories(directory.resolve("fresh/ops/lib"));
    for (String file : List.of("launch.bash", "aot.bash")) {
      Files.copy(LIBRARY.resolveSibling(file), library.resolve(file));
    }
    Said said = bash(Map.of(), """
        bash -c 'set -euo pipefail; source %s/launch.bash
        mvn() { :; }; compile() { say built; }; make_aot_cache() { :; }
        mkdir -p "$EDGESYNC_HOME/ops/target"; exec 8>"$EDGESYNC_HOME/ops/target/build.lock"; flock 8
        exec 7< <(exec 8>&-; build_if_stale 2>&1)
        read -r -t 20 waits <&7; flock -u 8; read -r -t 20 then <&7; printf "%%s\n%%s\n" "$waits" "$then"'
        """.formatted(library));

    assertThat(said.out()).as(said.err())
        .isEqualTo("edgesync: waiting for somebody else who builds the programs ...\nedgesync: built\n");
  }

  @Test
  void tooFewOpenFilesAreSaidInASentence() throws Exception {
    Said said = bash(Map.of(), "ulimit -n 20; run_without_incubator_line echo started");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out()).isEmpty();
    assertThat(said.err()).isEqualTo("edgesync: only 20 files may be open at once here, which is too few; allow more,"
        + " with: ulimit -n 1024\n");
  }

  @Test
  void theJvmsLineAboutIncubatorModulesIsNotShownAndAllElseIs() throws Exception {
    Said hidden = bash(Map.of(),
        "run_without_incubator_line sh -c 'echo WARNING: Using incubator modules: x >&2; echo out; echo hello >&2; exit 3'");
    Said shown = bash(Map.of(), "run_without_incubator_line sh -c 'printf first >&2'");

    assertThat(hidden).isEqualTo(new Said(3, "out\n", "hello\n"));
    assertThat(shown).isEqualTo(new Said(0, "", "first"));
  }

  @Test
  void aDaemonStartedInTheBackgroundHeedsCtrlC() throws Exception {
    Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
    Files.writeString(java,
        "#!/bin/bash\ntrap 'echo stopped; exit 0' INT\necho up\nfor i in {1..100}; do sleep 0.1; done\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));

    Said said = bash(Map.of("EDGESYNC_CLASSPATH", "x", "EDGESYNC_JDK", directory.resolve("jdk").toString()),
        ": >out; (run_java daemon Main) >>out & child=$!; until grep -q up out; do sleep 0.05; done; kill -INT $child; wait $child; cat out"
            .replace("out", directory.resolve("out").toString()));

    assertThat(said).isEqualTo(new Said(0, "up\nstopped\n", ""));
  }

  @Test
  void aSignalToTheLauncherReachesTheProgram() throws Exception {
    Said said = bash(Map.of(), "(sleep 1; kill -TERM $$) & run_without_incubator_line"
        + " bash -c 'trap \"echo caught; exit 7\" TERM; echo up; while :; do sleep 0.1; done'");

    assertThat(said.out()).isEqualTo("up\ncaught\n");
    assertThat(said.code()).isEqualTo(7);
  }
}
