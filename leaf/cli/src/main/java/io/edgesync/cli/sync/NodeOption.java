package io.edgesync.cli.sync;

import io.edgesync.agent.MeshClient;
import io.edgesync.cli.console.WrongUsage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --node}: whose configuration it is about in a mesh. */
public final class NodeOption {

  @Option(names = "--node", paramLabel = "KEY", description = "In a mesh, the node whose configuration it is about; it proves its replies. Default: the one at the other end of the link. `edgesync status` there prints its key.")
  private @Nullable String key;

  /** The one that was given, or else that of the URL; empty where neither is one. */
  Optional<String> in(MeshClient client) {
    return key == null ? client.named() : Optional.of(key);
  }

  /** @throws WrongUsage when one is given that is none, or that a server over HTTP would never see */
  void refuseBeside(PeerUrl peer) {
    if (key == null) {
      return;
    }
    if (peer instanceof PeerUrl.Http http) {
      throw new WrongUsage(http.url() + ": --node is for a mesh; over HTTP the server of the URL is asked");
    }
    if (!MeshClient.isKey(key)) {
      throw new WrongUsage("--node " + key + ": expected a node's key, 56 characters from U on;"
          + " `edgesync status` at the node prints it");
    }
  }
}
