package io.edgesync.mesh.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIdentityTest {
  @TempDir
  private Path directory;

  @Test
  void aFreshKeyIsReadableByItsOwnerAloneAndStays() throws IOException {
    Path file = directory.resolve("node.key");

    NodeIdentity first = NodeIdentity.loadOrCreate(file);
    NodeIdentity again = NodeIdentity.loadOrCreate(file);

    assertThat(first.nodeKey()).startsWith("U").hasSize(56).isEqualTo(again.nodeKey());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(Files.readString(file)).startsWith("SU").hasSize(59);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void noKeyIsMadeWhereALinkLeadsNowhere() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("node.key"), directory.resolve("gone"));

    assertThatThrownBy(() -> NodeIdentity.loadOrCreate(link)).isInstanceOf(IOException.class)
        .hasMessageStartingWith(link + ": a link that leads nowhere");
    assertThat(Files.exists(link)).isFalse();
  }

  @Test
  void twoThatStartAtOnceEndWithOneKey() throws Exception {
    Path file = directory.resolve("node.key");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> load = () -> NodeIdentity.loadOrCreate(file).nodeKey();
      List<Future<String>> keys = threads.invokeAll(List.of(load, load, load, load, load, load));
      for (Future<String> key : keys) {
        assertThat(key.get()).isEqualTo(keys.getFirst().get());
      }
    }
  }

  @Test
  void matchesTheVectorsOfRfc8032() throws IOException {
    byte[] seed = HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    byte[] publicKey = HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    Path file = directory.resolve("rfc.key");
    Files.writeString(file, NodeIdentity.seedText(seed));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    NodeIdentity identity = NodeIdentity.loadOrCreate(file);

    assertThat(identity.publicKey()).isEqualTo(NodeKey.ofBytes(publicKey));
    assertThat(HexFormat.of().formatHex(identity.sign(new byte[0]))).startsWith("e5564300c360ac729086e2cc806e828a");
  }

  @Test
  void verifiesItsOwnSignaturesAndNoOthers() {
    for (int i = 0; i < 20; i++) {
      NodeIdentity identity = NodeIdentity.generate();
      byte[] nonce = ("nonce" + i).getBytes(StandardCharsets.US_ASCII);
      byte[] signature = identity.sign(nonce);

      assertThat(identity.publicKey().verifies(nonce, signature)).isTrue();
      assertThat(NodeIdentity.generate().publicKey().verifies(nonce, signature)).isFalse();
      signature[3] ^= 1;
      assertThat(identity.publicKey().verifies(nonce, signature)).isFalse();
      assertThat(identity.publicKey().verifies(nonce, new byte[5])).isFalse();
    }
  }

  @Test
  void refusesAKeyFileThatOthersCanRead() throws IOException {
    Path file = directory.resolve("node.key");
    NodeIdentity.loadOrCreate(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> NodeIdentity.loadOrCreate(file)).isInstanceOf(IOException.class)
        .hasMessageContaining("rw-r--r--").hasMessageContaining("chmod 600");
  }

  @Test
  void refusesAFileThatHoldsNoKey() throws IOException {
    Path file = directory.resolve("node.key");
    Files.writeString(file, "SU" + "A".repeat(56));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> NodeIdentity.loadOrCreate(file)).isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString()).hasMessageContaining("checksum").hasMessageContaining("restore");
  }

  @Test
  void refusesTextThatIsNoUserKey() {
    String key = NodeIdentity.generate().nodeKey();

    assertThatThrownBy(() -> new NodeKey("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new NodeKey("A" + key.substring(1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new NodeKey(key.toLowerCase(java.util.Locale.ROOT)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
