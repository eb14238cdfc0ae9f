package io.edgesync.mesh.leafnode;

import io.edgesync.mesh.account.UserOptions;
import io.edgesync.mesh.tls.DialTls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A link that this broker keeps: it dials one of the addresses, and another one when that fails, for as long as it lives.
 *
 * @param urls at least one; all of them lead to the same server or cluster
 * @param shuffled the order of the addresses is left to chance, so that a fleet spreads over them
 * @param login how it logs in
 * @param tls null where TLS is spoken only if the server asks for it, with the authorities of this Java
 * @param account whose subjects of ours it shares
 * @param role what the two ends are to each other
 * @param denyImports subjects that the other end is asked not to send
 * @param denyExports subjects that are not sent to the other end
 */
public record LinkOptions(List<LeafRemote> urls, boolean shuffled, LinkLogin login, @Nullable DialTls tls,
    String account, Role role, List<String> denyImports, List<String> denyExports) {

  /** What this end is. */
  public enum Role {
    /** It hangs off the other end. */
    LEAF,
    /** The other end hangs off us, although we dial ({@code hub: true} in {@code nats-server}'s configuration). */
    HUB,
    /** Neither: each end carries what the other's own subscribers want, and passes nothing on. Both ends are of our kind. */
    PEER
  }

  public LinkOptions {
    urls = List.copyOf(urls);
    denyImports = List.copyOf(denyImports);
    denyExports = List.copyOf(denyExports);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("a leafnode remote needs a URL");
    }
    if (urls.stream().map(url -> url.websocketPath() != null).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "a leafnode remote cannot have a mix of websocket and non-websocket urls: " + urls);
    }
    if (account.isEmpty()) {
      throw new IllegalArgumentException("remote " + urls.getFirst() + ": the name of its account is empty");
    }
  }

  /** To one of these, as a leaf of the global account. */
  public static LinkOptions to(LeafRemote... urls) {
    return new LinkOptions(List.of(urls), false, LinkLogin.NODE, null, UserOptions.GLOBAL_ACCOUNT, Role.LEAF, List.of(),
        List.of());
  }

  public LinkOptions withLogin(LinkLogin newLogin) {
    return new LinkOptions(urls, shuffled, newLogin, tls, account, role, denyImports, denyExports);
  }

  public LinkOptions withTls(@Nullable DialTls newTls) {
    return new LinkOptions(urls, shuffled, login, newTls, account, role, denyImports, denyExports);
  }

  public LinkOptions inAccount(String name) {
    return new LinkOptions(urls, shuffled, login, tls, name, role, denyImports, denyExports);
  }

  public LinkOptions withRole(Role newRole) {
    return new LinkOptions(urls, shuffled, login, tls, account, newRole, denyImports, denyExports);
  }

  public LinkOptions withDenied(List<String> imports, List<String> exports) {
    return new LinkOptions(urls, shuffled, login, tls, account, role, imports, exports);
  }
}
