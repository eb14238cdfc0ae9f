package io.edgesync.xfer.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Recorded round trips between stock Fossil programs; the folder's README says what each shows. */
public final class Captures {

  /**
   * One message of a round trip.
   *
   * @param name  for example {@code 02-commit-push/2-request}
   * @param http  head and body as they were on the socket
   * @param cards the text of the body
   */
  public record Message(String name, byte[] http, byte[] cards) {

    /** The value of a header, or the empty string. */
    public String header(String header) {
      return new String(http, 0, bodyStart(), StandardCharsets.ISO_8859_1).lines()
          .filter(line -> line.regionMatches(true, 0, header + ":", 0, header.length() + 1))
          .map(line -> line.substring(header.length() + 1).strip())
          .findFirst()
          .orElse("");
    }

    public byte[] body() {
      return Arrays.copyOfRange(http, bodyStart(), http.length);
    }

    private int bodyStart() {
      return new String(http, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Open from the first use on, as classes are. */
  private static @Nullable FileSystem archive;

  private Captures() {}

  public static List<Message> all() {
    try (Stream<Path> files = Files.walk(root())) {
      return files.filter(file -> file.toString().endsWith(".cards")).sorted().map(Captures::message).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** @param name for example {@code 02-commit-push/2-request} */
  public static Message named(String name) {
    return message(root().resolve(name + ".cards"));
  }

  /** The repository that the exchanges were made with, as it was before the first of them. */
  public static Path serverBefore(Path file) {
    try (InputStream packed = Files.newInputStream(root().resolve("server-initial.fossil.gz"));
        InputStream whole = new GZIPInputStream(packed)) {
      Files.copy(whole, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Other modules have them in an archive. */
  private static synchronized Path root() {
    try {
      URI readme = Objects.requireNonNull(Captures.class.getResource("/io/edgesync/xfer/captures/README.md")).toURI();
      if (readme.getScheme().equals("jar") && archive == null) {
        archive = FileSystems.newFileSystem(readme, Map.of());
      }
      return Path.of(readme).resolveSibling("");
    } catch (URISyntaxException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Message message(Path cards) {
    try {
      String file = cards.getFileName().toString();
      String step = file.substring(0, file.length() - ".cards".length());
      return new Message(cards.resolveSibling("").getFileName() + "/" + step,
          Files.readAllBytes(cards.resolveSibling(step + ".http")), Files.readAllBytes(cards));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
