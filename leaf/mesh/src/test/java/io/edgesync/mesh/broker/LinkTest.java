package io.edgesync.mesh.broker;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of links: what its scene opened ends with it. */
abstract class LinkTest {
  @TempDir
  Path directory = Path.of("");
  LinkScene scene = new LinkScene(directory);

  @BeforeEach
  void begin() {
    scene = new LinkScene(directory);
  }

  @AfterEach
  void end() throws Exception {
    scene.end();
  }
}
