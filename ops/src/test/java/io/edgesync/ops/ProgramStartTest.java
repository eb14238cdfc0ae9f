package io.edgesync.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.cli.process.Programs;
import io.edgesync.cli.process.StockFossil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each long program of {@code ops/} starts by its launcher and does the least that it can do. The launchers stand in a tree of their own, which
 * borrows the classes that this build has made and has no sources that could be newer: so nothing is built, or written, in the real one.
 */
@Timeout(300)
class ProgramStartTest {

  private static final Path REAL = Path.of("").toAbsolutePath().getParent();
  private static final FileTime LONG_AGO = FileTime.from(Instant.EPOCH);

  @TempDir
  private Path directory = Path.of("");
  private Path home = Path.of("");

  /** As POSIX has it. */
  private static final String CKSUM_OF_NOTHING = "4294967295 0\n";

  /** What a program said and how it ended. */
  private record Said(int code, String out, String err) {}

  @BeforeEach
  void borrowTheBuild() throws IOException {
    home = Files.createDirectories(directory.resolve("home"));
    for (String launcher : launchers()) {
      Path copy = home.resolve("ops").resolve(launcher);
      Files.createDirectories(copy.getParent());
      Files.copy(REAL.resolve("ops").resolve(launcher), copy);
    }
    for (String sources : List.of("xfer-cards/src/main", "leaf/repository/src/main", "leaf/sync/src/main",
        "leaf/mesh/src/main",
        "bridge/src/main",
        "notify/src/main", "ops/src/main")) {
      Files.createDirectories(home.resolve(sources));
    }
    Files.createDirectories(home.resolve("ops/lib"));
    for (String library : List.of("launch.bash", "aot.bash")) {
      Files.copy(REAL.resolve("ops/lib").resolve(library), home.resolve("ops/lib").resolve(library));
    }
    for (String module : List.of("", "xfer-cards", "leaf/repository", "leaf/sync", "leaf/mesh", "ops")) {
      Files.setLastModifiedTime(Files.createFile(home.resolve(module).resolve("pom.xml")), LONG_AGO);
    }
    for (String module : List.of("leaf/repository/target", "leaf/sync/target", "leaf/mesh/target")) {
      Path target = Files.createDirectories(home.resolve(module));
      for (String made : List.of("classes", "test-classes")) {
        Files.createSymbolicLink(target.resolve(made), REAL.resolve(module).resolve(made));
      }
      Files.copy(REAL.resolve(module).resolve("test-dependencies"), target.resolve("test-dependencies"));
    }
    Path ops = Files.createDirectories(home.resolve("ops/target"));
    Files.createSymbolicLink(ops.resolve("classes"), REAL.resolve("ops/target/classes"));
    Files.copy(REAL.resolve("ops/target/dependencies"), ops.resolve("dependencies"));
  }

  /** All that lie in {@code ops/}. */
  private static List<String> launchers() throws IOException {
    try (Stream<Path> all = Files.list(REAL.resolve("ops"))) {
      return all.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
          .map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Said run(String program, String... arguments) throws IOException, InterruptedException {
    return runWith(System.getProperty("java.home"), program, arguments);
  }

  private Said runWith(String jdk, String program, String... arguments) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(home.resolve("ops").resolve(program).toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(directory.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
    // A program that is not built yet would say so, not build itself.
    builder.environment().put("JAVA_HOME", jdk);
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  /** A repository in which a file has a version before the last. */
  private String repository() throws IOException, InterruptedException {
    Programs programs = Programs.in(directory.toRealPath());
    StockFossil fossil = new StockFossil(programs, Objects.requireNonNull(programs.find("FOSSIL", "fossil"),
        "these tests need the fossil program: install it (apt-get install fossil) or name it in FOSSIL"));
    Path file = directory.resolve("tiny.fossil");
    fossil.run("init", "-A", Programs.LOGIN, file.toString());
    fossil.run("open", file.toString(), "--force");
    Path text = directory.resolve("text");
    Files.writeString(text, "a line of a file\n".repeat(100));
    fossil.run("add", text.toString());
    fossil.run("commit", "-m", "one", "--no-warnings");
    Files.writeString(text, "a line of a file\n".repeat(100) + "and another\n");
    fossil.run("commit", "-m", "two", "--no-warnings");
    return file.toString();
  }

  /** {@code ops/verify} hands its arguments to Maven. */
  @Test
  void eachTellsItsUsage() throws Exception {
    for (String launcher : launchers()) {
      if (!launcher.equals("verify")) {
        Said said = run(launcher, "--help");
        assertThat(said.code()).as(launcher + ": " + said.err()).isZero();
        assertThat(said.out()).as(launcher).containsAnyOf("Usage:", "ops/" + launcher);
      }
    }
    assertThat(run("leaf", "-h").code()).isZero();
  }

  /** With this mode a JVM that cannot take the cache does not start. */
  @Test
  void theCacheOfATrainingRunIsTaken() throws Exception {
    Path script = home.resolve("ops/train");
    Files.writeString(script, """
        #!/usr/bin/env bash
        set -euo pipefail
        source "$(dirname -- "$0")/lib/launch.bash"
        prepare
        prepare_aot_cache --commits 4
        export EDGESYNC_JAVA_OPTS=-XX:AOTMode=on
        for kind in daemon bulk short; do (run_java "$kind" io.edgesync.cli.Main version); done
        echo another JDK >"$EDGESYNC_AOT/jdk"
        if has_aot_cache leaf; then echo taken; else echo left; fi
        java_release "$EDGESYNC_JDK" >"$EDGESYNC_AOT/jdk"
        for option in -XX:-UseCompactObjectHeaders -Dcom.sun.management.jmxremote; do
          (EDGESYNC_JAVA_OPTS=$option run_java short io.edgesync.cli.Main version)
        done
        unset EDGESYNC_JAVA_OPTS
        size=$(stat -c %s "$EDGESYNC_AOT/leaf.aot")
        truncate -s $((size / 2)) "$EDGESYNC_AOT/leaf.aot"
        truncate -s "$size" "$EDGESYNC_AOT/leaf.aot"
        (run_java daemon io.edgesync.cli.Main version)
        truncate -s 1000000 "$EDGESYNC_AOT/leaf.aot"
        (run_java short io.edgesync.cli.Main version)
        size=$(stat -c %s "$EDGESYNC_AOT/bulk.aot")
        dd if=/dev/zero of="$EDGESYNC_AOT/bulk.aot" bs=1 seek=$((size - 5000)) count=4096 conv=notrunc status=none
        (run_java bulk io.edgesync.cli.Main version)
        truncate -s 1000000 "$EDGESYNC_AOT/edgesync.jar"
        choose_class_path
        rm -f "$EDGESYNC_AOT.due"
        run_java short io.edgesync.cli.Main version
        """);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

    Said said = run("train");

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out().lines().map(line -> line.startsWith("edgesync 0") ? "version" : line)).as(said.err())
        .containsExactly("version", "version", "version", "left", "version", "version", "version", "version", "version",
            "version");
    assertThat(run("edgesync", "version").err()).contains("edgesync.jar is damaged").hasLineCount(1);
  }

  /** A JDK whose programs only write down what they were started for; a training run does what the file {@code then} says. */
  private String scriptedJdk() throws IOException {
    Path bin = Files.createDirectories(directory.resolve("jdk/bin"));
    Files.writeString(bin.resolve("javac"), "");
    Files.writeString(bin.resolve("jar"), "#!/bin/sh\n: >\"$4\"\n");
    Files.writeString(bin.resolve("java"), """
        #!/bin/bash
        case "$*" in
          *.TrainingRun*) echo trained >>DIR/deeds; trap 'exit 130' INT; . DIR/then ;;
          *AOTMode=create*) for last; do :; done; echo cache >"${last#*=}" ;;
          *) echo started >>DIR/deeds ;;
        esac
        """.replace("DIR", directory.toString()));
    for (String program : List.of("java", "javac", "jar")) {
      Files.setPosixFilePermissions(bin.resolve(program), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    return directory.resolve("jdk").toString();
  }

  /** What the programs of {@link #scriptedJdk} did where its training run ends so, and how the program ended. */
  private List<String> deeds(String training, String... command) throws IOException, InterruptedException {
    Files.writeString(directory.resolve("deeds"), "");
    Files.writeString(directory.resolve("then"), training);
    Path alone = Files.writeString(home.resolve("ops/alone"),
        "#!/bin/sh\nexec env --default-signal=INT setsid -w \"$(dirname \"$0\")/$@\"\n");
    Files.setPosixFilePermissions(alone, PosixFilePermissions.fromString("rwxr-xr-x"));
    int code = runWith(scriptedJdk(), "alone", command).code();
    return Stream.concat(Files.readString(directory.resolve("deeds")).lines(), Stream.of("" + code)).toList();
  }

  @Test
  void aTrainingThatWasBrokenOffIsMadeUpForAtTheNextStart() throws Exception {
    Files.createFile(home.resolve("ops/target/aot.due"));

    assertThat(deeds("kill -INT 0", "edgesync", "version")).containsExactly("trained", "130");
    assertThat(deeds("", "edgesync", "version")).containsExactly("trained", "started", "0");
    assertThat(deeds("", "edgesync", "version")).containsExactly("started", "0");
  }

  @Test
  void aTrainingThatFailedIsRepeatedForABenchmarkOnly() throws Exception {
    Files.createFile(home.resolve("ops/target/aot.due"));

    assertThat(deeds("exit 1", "edgesync", "version")).containsExactly("trained", "started", "0");
    assertThat(deeds("", "edgesync", "version")).containsExactly("started", "0");
    assertThat(deeds("", "bench", "nothing")).containsExactly("started", "0");
    assertThat(deeds("", "bench", "clone")).containsExactly("trained", "started", "0");
    assertThat(deeds("", "bench", "clone")).containsExactly("started", "0");
  }

  @Test
  void aDamagedCacheOrJarIsSaidOnceAndMadeAnewByTheNextStart() throws Exception {
    Files.createFile(home.resolve("ops/target/aot.due"));
    deeds("", "edgesync", "version");
    for (String file : List.of("leaf.aot", "edgesync.jar")) {
      Files.writeString(home.resolve("ops/target/aot").resolve(file), "damage");

      Said said = runWith(scriptedJdk(), "edgesync", "version");

      assertThat(said.err()).contains(file + " is damaged, starting without the AOT cache").hasLineCount(1);
      assertThat(deeds("", "edgesync", "version")).as(file).containsExactly("trained", "started", "0");
      assertThat(runWith(scriptedJdk(), "edgesync", "version").err()).as(file).isEmpty();
    }
  }

  @Test
  void theJarIsSummedOnceAStart() throws Exception {
    Files.createFile(home.resolve("ops/target/aot.due"));
    deeds("", "edgesync", "version");
    Path cksum = Files.writeString(home.resolve("ops/lib/count.bash"),
        "cksum() { echo cksum >>" + directory.resolve("sums") + "; command cksum; }\n");

    Path script = Files.writeString(home.resolve("ops/counted"), "#!/usr/bin/env bash\nsource " + cksum
        + "\nexport -f cksum\nexec \"$(dirname -- \"$0\")/edgesync\" version\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(runWith(scriptedJdk(), "counted").code()).isZero();
    assertThat(Files.readAllLines(directory.resolve("sums"))).as("of the jar, of the cache").hasSize(2);
  }

  @Test
  void benchHandsOverTheFlagsOfTheCommandsThatItMeasures() throws Exception {
    Path jdk = Files.createDirectories(directory.resolve("jdk/bin"));
    for (String program : List.of("java", "javac")) {
      Files.writeString(jdk.resolve(program), "#!/bin/sh\necho \"$EDGESYNC_BULK_FLAGS\"\n");
      Files.setPosixFilePermissions(jdk.resolve(program), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.writeString(directory.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");

    Said said = runWith(directory.resolve("jdk").toString(), "bench");

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains("KeccakLanes", "-XX:FreqInlineSize", "-XX:Tier4CompileThreshold", "-Xmx256m");
  }

  @Test
  void fuzzLooksForBrokenInput() throws Exception {
    Said said = run("fuzz", "manifest", "--seconds", "1");

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.err()).containsPattern("fuzz: anyBytesAreAnArtifactOrNone: [1-9]\\d* inputs in 1 s, nothing broke");
  }

  @Test
  void checkDeltasComparesWithStock() throws Exception {
    Said said = run("check-deltas", "--repo", repository(), "--pairs", "2", "--megabytes", "0");

    assertThat(said.code()).as(said.err()).isZero();
  }

  @Test
  void checkDeltasSaysThatADirectoryIsNoFile() throws Exception {
    Said said = run("check-deltas", "--repo", directory.toString());

    assertThat(said).isEqualTo(
        new Said(2, "", "check-deltas: --repo " + directory + ": is no file, expected a Fossil repository\n"));
  }

  @Test
  void benchSaysWhatItCannotMeasure() throws Exception {
    // With what passes for a cache nothing is trained.
    Path packed = Files.createDirectories(home.resolve("ops/target/aot")).resolve("class-path");
    Files.writeString(packed,
        home.resolve("ops/target/classes") + ":" + Files.readString(home.resolve("ops/target/dependencies"), UTF_8));
    String jdk = System.getProperty("java.home");
    Files.writeString(packed.resolveSibling("jdk"), jdk + "\n" + Files.readString(Path.of(jdk, "release")));
    for (String file : List.of("leaf.aot", "bulk.aot", "edgesync.jar")) {
      Files.writeString(packed.resolveSibling(file), "");
      Files.writeString(packed.resolveSibling(file + ".sum"), CKSUM_OF_NOTHING);
    }

    Said said = run("bench", "repository", "--repo", directory.toString());

    assertThat(said)
        .isEqualTo(new Said(1, "", "bench: " + directory + ": is a directory, expected a Fossil repository file\n"));
  }
}
