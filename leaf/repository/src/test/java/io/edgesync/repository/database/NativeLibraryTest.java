package io.edgesync.repository.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.SqliteEngine;
import io.edgesync.repository.process.SmallFileSystem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where SQLite's library is kept; programs that load it do so in JVMs of their own. */
class NativeLibraryTest {

  @TempDir
  private Path directory = Path.of("");
  private Path kept = Path.of("");
  private Path temporary = Path.of("");
  private Path caches = Path.of("");

  /** Uses SQLite and dies as if it were killed. */
  static final class Killed {
    private Killed() {}

    public static void main(String[] arguments) {
      System.out.println("SQLite " + SqliteEngine.version());
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }
  }

  /** Tries to use a directory that it may not execute anything in, and one that has no room. */
  static final class WhereNothingWorks {
    private WhereNothingWorks() {}

    public static void main(String[] arguments) {
      NativeLibrary library = new NativeLibrary(new byte[1000], "sqlitejdbc.so");
      NativeLibrary large = new NativeLibrary(new byte[4 << 20], "sqlitejdbc.so");
      for (NativeLibrary each : List.of(library, large)) {
        System.setProperty("java.io.tmpdir", arguments[0]);
        try {
          each.loadFromOneOf(List.of(Path.of(arguments[0], "kept")));
        } catch (RepositoryException.NoSqlite expected) {
          System.out.println(expected.getMessage());
        }
      }
    }
  }

  @BeforeEach
  void makeDirectories() throws IOException {
    kept = directory.resolve("kept");
    temporary = Files.createDirectory(directory.resolve("temporary"));
    caches = directory.resolve("caches");
  }

  private String killed(Path keptIn) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData",
        "-Djava.io.tmpdir=" + temporary, "-D" + NativeLibrary.DIRECTORY + "=" + keptIn, "-cp",
        System.getProperty("java.class.path"), Killed.class.getName()).redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile());
    builder.environment().put("XDG_CACHE_HOME", caches.toString());
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return Files.readString(directory.resolve("output"));
  }

  private static List<Path> in(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void theLibraryIsUnpackedOnceAndAKilledProcessLeavesNothingBehind() throws Exception {
    String first = killed(kept);
    Object key = Files.getAttribute(in(kept).getFirst(), "fileKey");
    String second = killed(kept);

    assertThat(List.of(first, second)).allSatisfy(said -> assertThat(said).matches("SQLite 3\\.\\S+\n"));
    assertThat(in(kept)).singleElement().satisfies(file -> {
      assertThat(Files.getAttribute(file, "fileKey")).isEqualTo(key);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rwx------");
    });
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept))).isEqualTo("rwx------");
    assertThat(in(temporary)).isEmpty();
    assertThat(in(caches)).isEmpty();
  }

  @Test
  void theUsersCachesServeWhereTheNamedDirectoryCannotBeWritten() throws Exception {
    assertThat(killed(Files.createFile(directory.resolve("file")).resolve("below"))).matches("SQLite 3\\.\\S+\n");

    assertThat(in(caches.resolve("edgesync"))).hasSize(1);
    assertThat(in(temporary)).isEmpty();
  }

  @Test
  void theTemporaryDirectoryServesLastAndIsLeftAsItWas() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    caches = file;

    assertThat(killed(file)).matches("SQLite 3\\.\\S+\n");
    assertThat(in(temporary)).isEmpty();
  }

  @Test
  void whereNothingWorksEachDirectoryIsNamedWithItsReason() throws Exception {
    Path mounted = Files.createDirectory(directory.resolve("mounted"));
    Path files = Files.createDirectory(directory.resolve("files"));
    Files.createFile(files.resolve("empty"));

    List<String> said = SmallFileSystem.run(mounted, "2m,noexec", files, false, WhereNothingWorks.class).lines()
        .toList();

    assertThat(said).hasSize(2).allSatisfy(line -> assertThat(line).contains(mounted.resolve("kept") + " (",
        mounted + " (", "-Dedgesync.native.dir=DIR", "EDGESYNC_JAVA_OPTS"));
    assertThat(said.get(0)).contains("noexec");
    assertThat(said.get(1)).contains("No space left on device");
  }

  @Test
  void aFileThatIsNotTheWholeLibraryIsReplaced() throws Exception {
    NativeLibrary library = new NativeLibrary(new byte[]{1, 2, 3}, "sqlitejdbc.so");
    Path file = library.keptIn(kept);
    for (byte[] damaged : List.of(new byte[0], new byte[]{1, 2}, new byte[]{1, 2, 4})) {
      Files.write(file, damaged);

      assertThat(Files.readAllBytes(library.keptIn(kept))).containsExactly(1, 2, 3);
    }
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(5L << 30);
    }
    assertThat(Files.readAllBytes(library.keptIn(kept))).containsExactly(1, 2, 3);
    assertThat(new NativeLibrary(new byte[]{1, 2, 4}, "sqlitejdbc.so").keptIn(kept)).isNotEqualTo(file);
    assertThat(in(kept)).hasSize(2);
  }

  @Test
  void manyAtOnceLeaveOneWholeFile() throws Exception {
    byte[] content = new byte[1 << 20];
    List<Callable<Path>> starts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      starts.add(() -> new NativeLibrary(content, "sqlitejdbc.so").keptIn(kept));
    }

    try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
      for (Future<Path> start : threads.invokeAll(starts)) {
        assertThat(Files.size(start.get())).isEqualTo(content.length);
      }
    }
    assertThat(in(kept)).hasSize(1);
  }

  @Test
  void directoriesAreAbsolute() {
    Path home = Path.of("/home/someone");

    assertThat(NativeLibrary.directories("/named", Map.of("XDG_CACHE_HOME", "/caches"), home))
        .containsExactly(Path.of("/named"), Path.of("/caches/edgesync"));
    assertThat(NativeLibrary.directories(null, Map.of("XDG_CACHE_HOME", "relative"), home))
        .containsExactly(Path.of("/home/someone/.cache/edgesync"));
    assertThat(NativeLibrary.directories(null, Map.of(), Path.of("?"))).isEmpty();
  }
}
