package io.edgesync.agent.status;

import com.grack.nanojson.JsonObject;

/**
 * A grant of a daemon.
 *
 * @param project      the project code
 * @param node         the node's key, or other words for who has it
 * @param capabilities Fossil's letters
 * @param source       {@link #CONFIGURATION} or {@link #HERE}
 */
public record GrantState(String project, String node, String capabilities, String source) {

  public static final String CONFIGURATION = "configuration";
  /** Granted while the daemon ran, and kept in its database. */
  public static final String HERE = "operator";

  public JsonObject json() {
    return JsonObject.builder().value("project", project).value("node", node).value("capabilities", capabilities)
        .value("source", source).done();
  }

  /** Reads what {@link #json()} wrote. */
  public static GrantState of(JsonObject json) {
    return new GrantState(json.getString("project", ""), json.getString("node", ""),
        json.getString("capabilities", ""), json.getString("source", ""));
  }
}
