package io.edgesync.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrows between modules point one way, and libraries stay in their rooms. The rules and their reasons: docs/architecture.md. */
class ArchitectureTest {

  private static final String XFER = "io.edgesync.xfer..";
  private static final String REPOSITORY = "io.edgesync.repository..";
  private static final String SYNC = "io.edgesync.sync..";
  private static final String MESH = "io.edgesync.mesh..";
  private static final String AGENT = "io.edgesync.agent..";
  private static final String BRIDGE = "io.edgesync.bridge..";
  private static final String NOTIFY = "io.edgesync.notify..";
  private static final String CLI = "io.edgesync.cli..";

  /** Ways to open a file that are not SQLite's; closing such a descriptor drops SQLite's locks in this process. */
  private static final Set<String> OPENERS = Set.of("java.io.FileInputStream", "java.io.FileOutputStream",
      "java.io.RandomAccessFile", "java.io.FileReader", "java.io.FileWriter", "java.nio.channels.FileChannel",
      "java.nio.channels.AsynchronousFileChannel", "java.util.Scanner", "java.util.zip.ZipFile");
  private static final Set<String> OPENING_METHODS = Set.of("newInputStream", "newOutputStream", "newByteChannel",
      "newBufferedReader", "newBufferedWriter", "readAllBytes", "readAllLines", "readString", "lines", "write",
      "writeString",
      "copy", "mismatch");

  private static JavaClasses house = new ClassFileImporter().importPackages();

  @BeforeAll
  static void readTheHouse() {
    house = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
        .withImportOption(location -> !location.contains("-tests.jar")).importPackages("io.edgesync");
  }

  static Stream<Arguments> arrows() {
    return Stream.of(Arguments.of(XFER, new String[]{REPOSITORY, SYNC, MESH, AGENT, BRIDGE, NOTIFY, CLI}),
        Arguments.of(REPOSITORY, new String[]{SYNC, MESH, AGENT, BRIDGE, NOTIFY, CLI}),
        Arguments.of(SYNC, new String[]{MESH, AGENT, BRIDGE, NOTIFY, CLI}),
        Arguments.of(MESH, new String[]{XFER, REPOSITORY, SYNC, AGENT, BRIDGE, NOTIFY, CLI}),
        Arguments.of(BRIDGE, new String[]{REPOSITORY, SYNC, MESH, AGENT, NOTIFY, CLI}),
        Arguments.of(NOTIFY, new String[]{SYNC, MESH, AGENT, BRIDGE, CLI}),
        Arguments.of(AGENT, new String[]{CLI}));
  }

  @ParameterizedTest
  @MethodSource("arrows")
  void arrowsBetweenModulesPointOneWay(String from, String[] to) {
    holds(noClasses().that().resideInAPackage(from).should().dependOnClassesThat().resideInAnyPackage(to));
  }

  @Test
  void packagesHaveNoCyclesBetweenModules() {
    slices().matching("io.edgesync.(*)..").should().beFreeOfCycles().check(house);
  }

  @Test
  void nettyStaysInMeshAndTheHttpFront() {
    holds(noClasses().that().resideOutsideOfPackages(MESH, "io.edgesync.agent.http..").should().dependOnClassesThat()
        .resideInAPackage("io.netty.."));
  }

  @Test
  void jnatsStaysWhereWeAreAClientOfSomebodysServer() {
    holds(noClasses().that().resideOutsideOfPackages("io.edgesync.agent.foreign..", BRIDGE, CLI, "io.edgesync.ops..")
        .should().dependOnClassesThat().resideInAPackage("io.nats.."));
  }

  @Test
  void databasesAreOpenedByTheRepositoryAndTheDaemonsOwnStateOnly() {
    holds(noClasses().that().resideOutsideOfPackages(REPOSITORY, "io.edgesync.agent.state..").should()
        .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")));
  }

  @Test
  void theRepositoryKnowsNoNetwork() {
    holds(noClasses().that().resideInAPackage(REPOSITORY).should().dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "java.nio.channels.spi..", "io.netty.."));
    holds(noClasses().that().resideInAPackage(REPOSITORY).should().dependOnClassesThat()
        .haveNameMatching("java\\.net\\.(Socket|ServerSocket|URL|HttpURLConnection|DatagramSocket)"));
  }

  @Test
  void noRepositoryFileIsOpenedButThroughSqlite() {
    DescribedPredicate<JavaCall<?>> opensAFile = DescribedPredicate.describe("opens a file without SQLite",
        call -> OPENERS.contains(call.getTargetOwner().getFullName())
            || (call.getTargetOwner().getFullName().equals("java.nio.file.Files")
                && OPENING_METHODS.contains(call.getName())));
    // One class opens directories, to sync them; one writes SQLite's library, before SQLite can hold a lock that might be dropped.
    holds(noClasses().that().resideInAPackage(REPOSITORY).and()
        .doNotHaveFullyQualifiedName("io.edgesync.repository.database.DirectorySync").and()
        .doNotHaveFullyQualifiedName("io.edgesync.repository.database.NativeLibrary").should()
        .callCodeUnitWhere(opensAFile));
  }

  /** The driver alone would unpack its library into the temporary directory. */
  @Test
  void everyConnectionComesFromWhereTheLibraryIsSeenTo() {
    holds(noClasses().that().doNotHaveFullyQualifiedName("io.edgesync.repository.database.SqliteDriver").should()
        .callMethodWhere(DescribedPredicate.describe("makes a connection by itself",
            call -> Set.of("getConnection", "createConnection").contains(call.getName())
                && Set.of("java.sql.DriverManager", "org.sqlite.SQLiteConfig", "org.sqlite.JDBC")
                    .contains(call.getTargetOwner().getFullName()))));
  }

  @Test
  void standardStreamsBelongToTheCommandLine() {
    holds(noClasses().that().resideOutsideOfPackages(CLI).should().accessField(System.class, "out").orShould()
        .accessField(System.class, "err"));
    holds(noClasses().that().resideInAPackage(CLI).and().doNotHaveSimpleName("Terminal").should()
        .accessField(System.class, "out").orShould().accessField(System.class, "err"));
  }

  @Test
  void nothingEndsTheProcessButMain() {
    holds(
        noClasses().that().doNotHaveFullyQualifiedName("io.edgesync.cli.Main").should().callMethod(System.class, "exit",
            int.class));
  }

  @Test
  void commandLineLibrariesStayInTheCommandLine() {
    holds(noClasses().that().resideOutsideOfPackages(CLI).should().dependOnClassesThat().resideInAnyPackage("picocli..",
        "me.tongfei..", "org.jline.."));
  }

  @Test
  void theHouseIsThere() {
    assertThat(house.stream().map(type -> type.getPackageName().replaceFirst("^io\\.edgesync\\.([a-z]+).*", "$1")))
        .contains("xfer", "repository", "sync", "mesh", "agent", "cli", "bridge", "notify");
  }

  private static void holds(ArchRule rule) {
    rule.allowEmptyShould(true).check(house);
  }
}
