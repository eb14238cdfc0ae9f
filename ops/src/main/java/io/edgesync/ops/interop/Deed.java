package io.edgesync.ops.interop;

import java.util.ArrayList;
import java.util.List;

/** What a client asks for, in stock Fossil's words and in ours. */
enum Deed {
  CLONE("clone --unversioned --admin-user " + Scenery.ADMIN, "clone --unversioned --admin-user " + Scenery.ADMIN), PUSH(
      "push", "sync once --push"), PULL("pull", "sync once --pull"), SYNC("sync",
          "sync once"), PRIVATE_PULL("pull --private", "sync once --pull --private"), PRIVATE_SYNC("sync --private",
              "sync once --private"), UNVERSIONED_SYNC("uv sync", "uv sync"), UNVERSIONED_REVERT("uv revert",
                  "uv revert"), CONFIGURATION_PULL("configuration pull all", "config pull all"), CONFIGURATION_PUSH(
                      "configuration push all",
                      "config push all"), CONFIGURATION_SYNC("configuration sync all", "config sync all");

  private final String stock;
  private final String ours;

  Deed(String stock, String ours) {
    this.stock = stock;
    this.ours = ours;
  }

  /** The arguments of {@code fossil}, or of {@code edgesync}, for the repository {@code file}. */
  List<String> arguments(Client client, String url, String file) {
    List<String> words = new ArrayList<>(List.of((client == Client.STOCK ? stock : ours).split(" ", -1)));
    words.add(url);
    words.addAll(this == CLONE ? List.of(file) : List.of("-R", file));
    return words;
  }
}
