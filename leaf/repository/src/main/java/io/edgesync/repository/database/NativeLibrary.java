package io.edgesync.repository.database;

import io.edgesync.repository.RepositoryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's library as a file that stays. Left alone, the driver unpacks it into the temporary directory at each start, where it remains
 * when the process is killed, and is of no use where nothing may be executed.
 *
 * <p>This class and {@link DirectorySync} are the only ones of this module that open something by themselves. It costs nobody a lock: until
 * the library is loaded SQLite holds none in this process, and only files whose names are made up here are opened.
 */
final class NativeLibrary {

  /** The system property that names a directory in which files may be written and executed; the launcher gives the program's own. */
  static final String DIRECTORY = "edgesync.native.dir";
  private static final String DRIVERS_PATH = "org.sqlite.lib.path";
  private static final String DRIVERS_NAME = "org.sqlite.lib.name";
  private static final String DRIVERS_TEMPORARY = "org.sqlite.tmpdir";

  /** Guarded by this class. */
  private static boolean loaded;

  private final byte[] content;
  private final String name;

  /** @param name what the file is called, after the version and a checksum: other content has another name */
  NativeLibrary(byte[] content, String name) {
    this.content = content;
    CRC32 sum = new CRC32();
    sum.update(content);
    this.name = SQLiteJDBCLoader.getVersion() + "-" + HexFormat.of().toHexDigits((int) sum.getValue()) + "-" + name;
  }

  /**
   * Loads the library, once in a process; where {@code org.sqlite.lib.path} says which one, that is left to the driver.
   *
   * @throws RepositoryException.NoSqlite naming each directory that was tried, and why it did not do
   */
  static synchronized void load() {
    if (!loaded && System.getProperty(DRIVERS_PATH) == null) {
      NativeLibrary library = ofThisMachine();
      if (library != null) {
        library.loadFromOneOf(
            directories(System.getProperty(DIRECTORY), System.getenv(), Path.of(System.getProperty("user.home"))));
      }
    }
    loaded = true;
  }

  /** Null where the driver brings none for this machine and looks for one that is installed. */
  private static @Nullable NativeLibrary ofThisMachine() {
    String name = LibraryLoaderUtil.getNativeLibName();
    try (InputStream resource = SQLiteJDBCLoader.class
        .getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
      return resource == null ? null : new NativeLibrary(resource.readAllBytes(), name);
    } catch (IOException e) {
      throw new RepositoryException.NoSqlite("cannot be read from the driver's jar (" + reason(e) + ")", e);
    }
  }

  /** The one that is named, and that of the user's caches (XDG base directory specification: a relative value is ignored). */
  static List<Path> directories(@Nullable String named, Map<String, String> environment, Path home) {
    List<Path> directories = new ArrayList<>();
    if (named != null) {
      directories.add(Path.of(named).toAbsolutePath());
    }
    String caches = environment.get("XDG_CACHE_HOME");
    directories.add((caches != null && Path.of(caches).isAbsolute() ? Path.of(caches) : home.resolve(".cache"))
        .resolve("edgesync"));
    directories.removeIf(directory -> !directory.isAbsolute());
    return directories;
  }

  /** Last of all the temporary directory serves, for a file that has no name any more as soon as it is loaded. */
  void loadFromOneOf(List<Path> directories) {
    List<String> failures = new ArrayList<>();
    for (Path directory : directories) {
      try {
        load(keptIn(directory));
        return;
      } catch (IOException e) {
        failures.add(directory + " (" + reason(e) + ")");
      }
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    @Nullable
    Path fleeting = null;
    try {
      fleeting = Files.createTempDirectory(temporary, "edgesync-native");
      load(keptIn(fleeting));
    } catch (IOException e) {
      failures.add(temporary + " (" + reason(e) + ")");
      throw new RepositoryException.NoSqlite("can be kept neither in " + String.join(" nor in ", failures), e);
    } finally {
      remove(fleeting);
    }
  }

  private void remove(@Nullable Path fleeting) {
    if (fleeting != null) {
      try {
        Files.deleteIfExists(fleeting.resolve(name));
        Files.delete(fleeting);
      } catch (IOException heldWhileLoaded) {
        // Windows: what is loaded cannot be deleted.
        fleeting.resolve(name).toFile().deleteOnExit();
      }
    }
  }

  /**
   * The whole library in {@code directory}, written there unless it is there already: under a name of its own first, so that neither a power cut
   * nor another process that does the same at this moment leaves half of it under the name that counts.
   */
  Path keptIn(Path directory) throws IOException {
    Path file = directory.resolve(name);
    if (!isWhole(file)) {
      Files.createDirectories(directory, ofItsUserOnly(directory));
      Path part = Files.createTempFile(directory, name, ".part", ofItsUserOnly(directory));
      try {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
          ByteBuffer bytes = ByteBuffer.wrap(content);
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        DirectorySync.around(file);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    if (!Files.isExecutable(file)) {
      throw new IOException("nothing may be executed there: mounted noexec?");
    }
    return file;
  }

  /** Reads no more than the library has: another file of that name may be of any size. */
  private boolean isWhole(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) == content.length
        && Arrays.equals(Files.readAllBytes(file), content);
  }

  private static FileAttribute<?>[] ofItsUserOnly(Path directory) {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
        : new FileAttribute<?>[0];
  }

  /** The driver is told by system properties; they are taken back, so that other users of it in this process are not told the same. */
  private static void load(Path file) {
    @Nullable
    String temporary = System.getProperty(DRIVERS_TEMPORARY);
    String directory = String.valueOf(file.getParent());
    try {
      System.setProperty(DRIVERS_PATH, directory);
      System.setProperty(DRIVERS_NAME, String.valueOf(file.getFileName()));
      if (temporary == null) {
        // It looks there for what it left behind, and complains of a directory that is not there.
        System.setProperty(DRIVERS_TEMPORARY, directory);
      }
      SQLiteJDBCLoader.initialize();
    } catch (Exception | LinkageError e) {
      throw new RepositoryException.NoSqlite("does not load from " + file + " (" + e.getMessage() + ")", e);
    } finally {
      System.clearProperty(DRIVERS_PATH);
      System.clearProperty(DRIVERS_NAME);
      if (temporary == null) {
        System.clearProperty(DRIVERS_TEMPORARY);
      }
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case FileSystemException known when known.getReason() != null -> known.getReason();
      case FileSystemException known -> known.getClass().getSimpleName();
      default -> String.valueOf(e.getMessage());
    };
  }
}
