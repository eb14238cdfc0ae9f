package io.edgesync.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEventsTest {

  @TempDir
  Path directory;

  @Test
  void aTransactionIsToldOfWhenItsJournalGoes() throws Exception {
    Path real = directory.toRealPath();
    Path file = Files.writeString(real.resolve("a.fossil"), "");
    Path other = Files.writeString(real.resolve("b.fossil"), "");
    AtomicInteger told = new AtomicInteger();
    AtomicInteger toldOfOther = new AtomicInteger();
    try (FileEvents events = FileEvents.start()) {
      events.watch(file, told::incrementAndGet);
      events.watch(other, toldOfOther::incrementAndGet);

      Path journal = Files.move(Files.writeString(real.resolve("j"), "pages as they were"),
          real.resolve("a.fossil-journal"));
      Files.writeString(file, "pages as they are");
      // Events come in their order: those above were heard when this one is.
      Files.delete(Files.writeString(real.resolve("b.fossil-journal"), ""));
      await(toldOfOther);
      assertThat(told).hasValue(0);

      Files.delete(journal);
      await(told);
    }
  }

  @Test
  void aDirectoryThatCannotBeWatchedCostsNobodyElseAWord() throws Exception {
    Path real = directory.toRealPath();
    Path file = real.resolve("a.fossil");
    AtomicInteger told = new AtomicInteger();
    try (FileEvents events = FileEvents.start()) {
      events.watch(real.resolve("nowhere").resolve("b.fossil"), () -> {});
      events.watchDirectory(real.resolve("nowhere"), () -> {});
      events.watch(file, told::incrementAndGet);

      Files.writeString(file, "x");
      await(told);
    }
  }

  @Test
  void eachWriteToALogIsToldOf() throws Exception {
    Path real = directory.toRealPath();
    Path file = Files.writeString(real.resolve("a.fossil"), "");
    AtomicInteger told = new AtomicInteger();
    try (FileEvents events = FileEvents.start()) {
      events.watch(file, told::incrementAndGet);
      Path log = Files.createFile(real.resolve("a.fossil-wal"));
      await(told);
      int before = told.get();

      Files.writeString(log, "pages as they are");
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> told.get() > before);
    }
  }

  /** The JDK keeps 512 events of a directory, and of the rest says that there were some. */
  @Test
  void aTransactionAmongMoreEventsThanAreKeptIsToldOf() throws Exception {
    Path real = directory.toRealPath();
    Path busy = Files.writeString(real.resolve("busy.fossil"), "");
    Path file = Files.writeString(real.resolve("a.fossil"), "");
    CountDownLatch hearing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger told = new AtomicInteger();
    try (FileEvents events = FileEvents.start()) {
      events.watch(busy, () -> {
        hearing.countDown();
        try {
          release.await();
        } catch (InterruptedException closing) {
          Thread.currentThread().interrupt();
        }
      });
      events.watch(file, told::incrementAndGet);
      Files.delete(Files.writeString(real.resolve("busy.fossil-journal"), ""));
      hearing.await();

      for (int i = 0; i < 2000; i++) {
        Files.createFile(real.resolve("other-" + i));
      }
      Path journal = Files.writeString(real.resolve("a.fossil-journal"), "pages as they were");
      Files.writeString(file, "pages as they are");
      Files.delete(journal);
      release.countDown();

      await(told);
    }
  }

  private static void await(AtomicInteger count) {
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> count.get() > 0);
  }
}
