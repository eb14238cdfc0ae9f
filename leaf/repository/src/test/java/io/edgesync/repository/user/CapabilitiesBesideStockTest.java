package io.edgesync.repository.user;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgesync.repository.Repository;
import io.edgesync.xfer.testing.FossilProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What letters mean, asked of the stock program by its scripts and its SQL functions. */
class CapabilitiesBesideStockTest {

  /** All that {@code hascap} knows of 2.21, without {@code u} and {@code v}, which stand for others. */
  private static final String LETTERS = "abcefghijklmnopqrstwxyz234567ACD";

  private final BesideStock ours;

  CapabilitiesBesideStockTest(@TempDir Path directory) {
    ours = BesideStock.in(directory);
  }

  @Test
  void aLetterBringsTheOthersThatStockSaysItBrings() throws Exception {
    for (char letter : LETTERS.toCharArray()) {
      Capabilities ours = new Capabilities(String.valueOf(letter));

      assertThat(known(ours.implied())).as("%s", letter).isEqualTo(asStockSeesIt(String.valueOf(letter)));
      assertThat(ours.may(letter)).isTrue();
    }
  }

  @Test
  void readerAndDeveloperStandBehindTheirLetters() throws Exception {
    try (Repository repository = ours.open()) {
      Users users = repository.users();
      users.setCapabilities("reader", "kv");
      users.setCapabilities("developer", "eu6");
      for (String letters : List.of("u", "v", "uv", "xu", "", "zzu")) {
        users.create("user " + letters, "pw", letters, "");

        assertThat(known(users.capabilities("user " + letters).implied())).as(letters)
            .isEqualTo(asStockSeesIt(letters));
      }
    }
  }

  @Test
  void everybodyHasWhatNobodyHasAndWhoIsLoggedInWhatAnonymousHas() {
    long seed = Long.getLong("seed", 20240301L);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> samples = new ArrayList<>(List.of("", "ei", "u", "v"));
    for (int i = 0; i < 20; i++) {
      samples.add(random.ints(random.nextInt(6), 0, LETTERS.length()).mapToObj(LETTERS::charAt)
          .filter(letter -> letter != 'a' && letter != 's').map(String::valueOf).collect(joining()));
    }
    String query = samples.stream().map(letters -> "fullcap('" + letters + "')").collect(joining(","));
    String[] stock = ours.fossil().ok(ours.directory(), "sql", "-R", ours.file().toString(), "SELECT " + query).strip()
        .split(",");

    try (Repository repository = ours.open()) {
      Users users = repository.users();
      users.create("one", "pw", "", "");
      for (int i = 0; i < samples.size(); i++) {
        users.setCapabilities("one", samples.get(i));
        assertThat("'" + sorted(users.onPages("one").letters()) + "'").as(samples.get(i))
            .isEqualTo("'" + sorted(stock[i].replace("'", "")) + "'");
      }
      assertThat(sorted(users.onPages("nobody").letters())).isEqualTo(sorted("gjorz"));
      assertThat(sorted(users.onPages("anonymous").letters())).isEqualTo(sorted("gjorzhmnc"));
      assertThat(sorted(users.onPages("no such user").letters())).isEqualTo(sorted("gjorzhmnc"));
    }
  }

  private static String known(Capabilities capabilities) {
    return LETTERS.chars().filter(letter -> capabilities.has((char) letter)).mapToObj(Character::toString)
        .collect(joining());
  }

  private static String sorted(String letters) {
    return letters.chars().distinct().sorted().mapToObj(Character::toString).collect(joining());
  }

  /** Of {@link #LETTERS}, those that {@code hascap} affirms for somebody with {@code letters}. */
  private String asStockSeesIt(String letters) throws IOException, InterruptedException {
    String script = "set r {};" + LETTERS.chars()
        .mapToObj(letter -> "if {[hascap %c]} {set r \"${r}%c\"}".formatted(letter, letter)).collect(joining(";"))
        + ";set r";
    ProcessBuilder builder = new ProcessBuilder(ours.fossil().binary().toString(), "test-th-eval", "-R",
        ours.file().toString(),
        "--open-config", "--set-user-caps", script).directory(ours.directory().toFile()).redirectErrorStream(true);
    builder.environment().put("TH1_TEST_USER_CAPS", letters);
    builder.environment().put("FOSSIL_HOME", ours.directory().toString());
    builder.environment().put("USER", FossilProcess.USER);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip();
  }
}
