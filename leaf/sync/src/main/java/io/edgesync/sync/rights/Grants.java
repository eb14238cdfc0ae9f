package io.edgesync.sync.rights;

import io.edgesync.repository.user.Capabilities;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may do, in one project, who has no Fossil login. Whatever is granted comes on top of what {@code nobody} may. Immutable.
 *
 * @param nodes          by node key, {@code U…}: what a node may that has proven it
 * @param account        a mesh account whose every node is trusted; null for none
 * @param unknownOrigins what somebody on the mesh may who proves nothing, as Go EdgeSync's peers do; not somebody who comes over HTTP
 */
public record Grants(Map<String, Capabilities> nodes, @Nullable TrustedAccount account, Capabilities unknownOrigins) {

  /** Only logins and {@code nobody} count. */
  public static final Grants NONE = new Grants(Map.of(), null, Capabilities.NONE);

  private static final String NODE_KEY = "U[A-Z2-7]{55}";
  /** All that Fossil has, {@code src/capabilities.c}. */
  private static final String LETTERS = "[a-z2-7ACD]{1,64}";

  /**
   * @param name    of the account: {@code A…} for one whose credentials we came in with, else as the server here names it
   * @param letters of every node whose round comes by a link that was authenticated in it
   */
  public record TrustedAccount(String name, Capabilities letters) {
    public TrustedAccount {
      if (name.isBlank()) {
        throw new IllegalArgumentException("account: its name is empty");
      }
    }
  }

  /** @throws IllegalArgumentException when something is no node key */
  public Grants {
    nodes = Map.copyOf(nodes);
    nodes.keySet().forEach(Grants::nodeKey);
  }

  /** These for one node and nothing else. */
  public static Grants ofNode(String node, String letters) {
    return new Grants(Map.of(node, letters(letters)), null, Capabilities.NONE);
  }

  /**
   * A grant's letters, as in Fossil's {@code user.cap}.
   *
   * @throws IllegalArgumentException for what is no letters, and for {@code u} and {@code v}, which stand for the letters of another user
   */
  public static Capabilities letters(String text) {
    if (!text.matches(LETTERS)) {
      throw new IllegalArgumentException(
          "capabilities \"" + text + "\": expected letters that Fossil has, such as gio for clone, push and pull");
    }
    if (text.indexOf('u') >= 0 || text.indexOf('v') >= 0) {
      throw new IllegalArgumentException("capabilities " + text
          + ": u and v stand for the letters of reader and developer, name those letters instead");
    }
    return Capabilities.NONE.and(new Capabilities(text));
  }

  /**
   * A node's public key by its form; its checksum is looked at where the key is used.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static String nodeKey(String text) {
    if (!text.matches(NODE_KEY)) {
      throw new IllegalArgumentException("node \"" + text
          + "\": expected a node key, U and 55 more letters and digits, as edgesync status prints it");
    }
    return text;
  }

  /** What a proven node may by a grant of its own; null without one. */
  public @Nullable Capabilities of(String node) {
    return nodes.get(node);
  }

  /** Whether a node that proves its key may more than one that does not. */
  public boolean rewardsProof() {
    return !nodes.isEmpty();
  }

  /** The grants of both; where both trust an account, the one of {@code more}. */
  public Grants and(Grants more) {
    Map<String, Capabilities> all = new LinkedHashMap<>(nodes);
    more.nodes.forEach((node, letters) -> all.merge(node, letters, Capabilities::and));
    return new Grants(all, more.account == null ? account : more.account, unknownOrigins.and(more.unknownOrigins));
  }
}
