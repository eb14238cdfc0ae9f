package io.edgesync.ops.bench;

import io.edgesync.cli.console.Failure;
import io.edgesync.repository.HashPolicy;
import io.edgesync.repository.NewRepository;
import io.edgesync.repository.Repository;
import io.edgesync.repository.RepositoryOptions;
import io.edgesync.repository.artifact.ArtifactWriter;
import io.edgesync.repository.artifact.Provenance;
import io.edgesync.xfer.artifact.Hash;
import io.edgesync.xfer.content.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What the repository benchmark measures inside a process of ours; prints {@code name=number} lines. */
final class ProbeMain {

  private static final int AVERAGE_ARTIFACT = 36_000;
  private static final int MEBIBYTE = 1 << 20;
  /** Until the digest is compiled. */
  private static final int DIGEST_WARM_UP_MEBIBYTES = 32;

  private ProbeMain() {}

  public static void main(String[] arguments) throws Exception {
    Path first = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "digest" -> digest(Integer.parseInt(arguments[1]), Runtime.getRuntime().availableProcessors());
      case "insert" -> insert(first, Path.of(arguments[2]));
      case "read" -> read(first, Path.of(arguments[2]), Integer.parseInt(arguments[3]));
      case "export" -> export(first, Path.of(arguments[2]), Integer.parseInt(arguments[3]));
      default -> throw new Failure(arguments[0] + ": no such probe");
    }
  }

  /** Hashes as the JDK does, on all processors, and says how much of it a second takes. */
  private static void digest(int mebibytes, int threads) throws InterruptedException {
    byte[] content = new byte[AVERAGE_ARTIFACT];
    new SplittableRandom(1).nextBytes(content);
    hashOn(threads, Math.max(DIGEST_WARM_UP_MEBIBYTES, mebibytes / 4), content);
    long began = System.nanoTime();
    hashOn(threads, mebibytes, content);
    print("mebibytesPerSecond", mebibytes * 1e9 / (System.nanoTime() - began));
  }

  private static void hashOn(int threads, int mebibytes, byte[] content) throws InterruptedException {
    long times = (long) mebibytes * MEBIBYTE / content.length / threads;
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(Thread.ofPlatform().start(() -> {
        MessageDigest sha3 = sha3();
        for (long n = 0; n < times; n++) {
          sha3.digest(content);
        }
      }));
    }
    for (Thread worker : workers) {
      worker.join();
    }
  }

  private static MessageDigest sha3() {
    try {
      return MessageDigest.getInstance("SHA3-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stores the files of {@code directory}, whose names are hashes, in a new repository, as a peer's round would be. */
  private static void insert(Path directory, Path target) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    NewRepository how = new NewRepository("bench", "secret", null, HashPolicy.SHA3, InstantSource.system(),
        new SecureRandom());
    try (Repository repository = Repository.create(target, how)) {
      long began = System.nanoTime();
      try (ArtifactWriter writer = repository.artifacts().receive(Provenance.local("bench"))) {
        for (Path file : files) {
          Path parent = file.getParent();
          String hex = (parent == null ? "" : parent.getFileName().toString()) + file.getFileName();
          writer.file(new Hash(hex), null, Content.of(Files.readAllBytes(file)), false);
        }
        int stored = writer.finish().stored().size();
        print("stored", stored);
        print("artifactsPerSecond", stored * 1e9 / (System.nanoTime() - began));
      }
    }
  }

  /** Loads artifacts by name: all of a list, each once, after a few to warm up. */
  private static void read(Path file, Path list, int warmUpMax) throws IOException {
    List<String> names = Files.readAllLines(list);
    int warmUp = Math.min(warmUpMax, names.size() / 5);
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      long[] nanos = new long[names.size() - warmUp];
      for (int i = 0; i < names.size(); i++) {
        long began = System.nanoTime();
        repository.artifacts().load(new Hash(names.get(i))).orElseThrow().close();
        if (i >= warmUp) {
          nanos[i - warmUp] = System.nanoTime() - began;
        }
      }
      Arrays.sort(nanos);
      print("p50Micros", nanos[nanos.length / 2] / 1e3);
      print("p99Micros", nanos[nanos.length * 99 / 100] / 1e3);
      print("meanMicros", Arrays.stream(nanos).average().orElse(0) / 1e3);
    }
  }

  /** Writes {@code count} artifacts as files, as {@code fossil deconstruct} names them, and beside them a list of their names. */
  private static void export(Path file, Path directory, int count) throws IOException {
    List<Hash> names = new ArrayList<>();
    try (Repository repository = Repository.open(file, RepositoryOptions.standard())) {
      repository.artifacts().forEachName(names::add);
      Collections.shuffle(names, new Random(1));
      List<Hash> chosen = names.subList(0, Math.min(count, names.size()));
      for (Hash name : chosen) {
        Path target = directory.resolve(name.hex().substring(0, 2)).resolve(name.hex().substring(2));
        Files.createDirectories(directory.resolve(name.hex().substring(0, 2)));
        try (Content content = repository.artifacts().load(name).orElseThrow()) {
          Files.write(target, content.toArray());
        }
      }
      Files.write(directory.resolveSibling("names"), chosen.stream().map(Hash::hex).toList());
    }
    print("exported", Math.min(count, names.size()));
  }

  private static void print(String name, double value) {
    System.out.printf(Locale.ROOT, "%s=%.3f%n", name, value);
  }
}
