package io.edgesync.repository.history;

import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A repository with a check-out, driven command by command. Every command's date is a second after the last one's. */
public final class StockHistory {

  private static final Pattern RECORD = Pattern.compile("record ([0-9]+)");
  private static final Pattern NEW_VERSION = Pattern.compile("New_Version: ([0-9a-f]+)");

  private final FossilProcess fossil;
  private final Path repository;
  private final Path checkout;
  private int seconds;

  private StockHistory(FossilProcess fossil, Path repository, Path checkout) {
    this.fossil = fossil;
    this.repository = repository;
    this.checkout = checkout;
  }

  /** A new repository in {@code directory}, opened there. */
  public static StockHistory in(Path directory, String... initOptions) throws IOException {
    FossilProcess fossil = FossilProcess.in(directory);
    Path repository = directory.resolve("stock.fossil");
    List<String> init = new ArrayList<>(
        List.of("init", "-A", FossilProcess.USER, "--date-override", "2024-03-01T10:00:00"));
    init.addAll(List.of(initOptions));
    init.add(repository.toString());
    fossil.ok(directory, init.toArray(String[]::new));
    Path checkout = Files.createDirectories(directory.resolve("checkout"));
    StockHistory history = new StockHistory(fossil, repository, checkout);
    history.run("open", repository.toString());
    return history;
  }

  public Path repository() {
    return repository;
  }

  public Path checkout() {
    return checkout;
  }

  public FossilProcess fossil() {
    return fossil;
  }

  public String run(String... arguments) {
    return fossil.ok(checkout, arguments);
  }

  /** The next date that a command gets. */
  public String nextDate() {
    seconds += 7;
    return "2024-03-01T%02d:%02d:%02d".formatted(11 + seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  public StockHistory write(String file, String content) throws IOException {
    Path path = checkout.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return this;
  }

  public StockHistory add(String file, String content) throws IOException {
    write(file, content);
    run("add", file);
    return this;
  }

  /** Commits everything; returns the new check-in's hash. */
  public String commit(String comment, String... options) {
    return commitAt(nextDate(), comment, options);
  }

  public String commitAt(String date, String comment, String... options) {
    List<String> command = new ArrayList<>(
        List.of("commit", "--no-warnings", "--hash", "--date-override", date, "-m", comment));
    command.addAll(Arrays.asList(options));
    String output = run(command.toArray(String[]::new));
    Matcher version = NEW_VERSION.matcher(output);
    if (!version.find()) {
      throw new AssertionError("no new version: " + output);
    }
    return version.group(1);
  }

  /** Amends a check-in. */
  public void amend(String checkin, String... options) {
    List<String> command = new ArrayList<>(List.of("amend", checkin, "--date-override", nextDate()));
    command.addAll(Arrays.asList(options));
    run(command.toArray(String[]::new));
  }

  /** {@code fossil tag ...} at the next date. */
  public void tag(String... arguments) {
    List<String> command = new ArrayList<>(List.of("tag"));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("--date-override", nextDate()));
    run(command.toArray(String[]::new));
  }

  /** The name of a file's content in a check-in. */
  public String fileHash(String checkin, String file) throws IOException {
    String card = "\nF " + file.replace(" ", "\\s") + ' ';
    String manifest = run("artifact", checkin);
    int at = manifest.indexOf(card) + card.length();
    return manifest.substring(at).split("[ \n]", 2)[0];
  }

  /**
   * Stores content as it is, without crosslinking: {@link #rebuild} does that.
   *
   * @return its name
   */
  public String put(byte[] content) throws IOException {
    Path file = Files.createTempFile(repository.toAbsolutePath().getParent(), "raw", ".artifact");
    Files.write(file, content);
    Matcher rid = RECORD.matcher(run("test-content-put", file.toString()));
    Files.delete(file);
    if (!rid.find()) {
      throw new AssertionError("test-content-put names no record");
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + repository);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT uuid FROM blob WHERE rid=" + rid.group(1))) {
      return row.getString(1);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** Stores an artifact of these cards, each char a byte; the Z-card comes on top. */
  public String putCards(String cards) throws IOException {
    return put(withZ(cards).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Stores an artifact of these cards, clearsigned by nobody: Fossil only takes the signature off. */
  public String putSigned(String cards) throws IOException {
    String signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + withZ(cards)
        + "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n=0000\n-----END PGP SIGNATURE-----\n";
    return put(signed.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String withZ(String cards) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(cards.getBytes(StandardCharsets.ISO_8859_1));
      return cards + "Z " + HexFormat.of().formatHex(digest) + '\n';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes the repository behind everybody's back. */
  public void sql(String... statements) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + repository);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** {@code fossil rebuild}: crosslinks what was put, removes what was shunned. */
  public void rebuild() {
    fossil.ok(checkout.getParent(), "rebuild", repository.toString());
  }

  /** A copy of {@code repository} after {@code fossil rebuild}. */
  public static Path rebuilt(FossilProcess fossil, Path repository) throws IOException {
    Path copy = repository.resolveSibling(repository.getFileName() + ".rebuilt");
    Files.deleteIfExists(copy);
    Files.copy(repository, copy);
    fossil.ok(copy.toAbsolutePath().getParent(), "rebuild", copy.toString());
    return copy;
  }
}
