package io.edgesync.sync.rights;

import io.edgesync.repository.user.Capabilities;
import io.edgesync.repository.user.User;
import io.edgesync.repository.user.Users;
import io.edgesync.xfer.artifact.ProjectCode;
import io.edgesync.xfer.card.LoginCard;
import io.edgesync.xfer.login.LoginVerification;
import io.edgesync.xfer.round.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rights in one repository: what {@code nobody} may do, as its user table has it, and on top of that what the first of these may that holds:
 *
 * <ol>
 * <li>the user of a proven login, as stock Fossil has it: the letters of {@code anonymous} never count in a sync;
 * <li>the node whose key is proven, by a grant of its own;
 * <li>whoever came by a link of the trusted mesh account;
 * <li>whoever came over the mesh, by the grant to unknown origins.
 * </ol>
 *
 * Source of the first: {@code src/xfer.c, check_login()}.
 */
public final class FossilAuthorizer implements Authorizer {

  /** Accepted without proof, because they add nothing. */
  private static final Set<String> UNPROVEN = Set.of("nobody", "anonymous");
  /** Rows that only carry letters for others. */
  private static final Set<String> TEMPLATES = Set.of("developer", "reader");

  private final Users users;
  private final Supplier<Grants> grants;

  /** Where nothing is granted. */
  public FossilAuthorizer(Users users) {
    this(users, () -> Grants.NONE);
  }

  /** @param grants of this repository, as of now; asked once a round */
  public FossilAuthorizer(Users users, Supplier<Grants> grants) {
    this.users = users;
    this.grants = grants;
  }

  @Override
  public boolean proves(ProjectCode project, LoginCard login) {
    if (UNPROVEN.contains(login.user())) {
      return true;
    }
    if (TEMPLATES.contains(login.user())) {
      return false;
    }
    Optional<User> user = users.find(login.user());
    return user.isPresent() && LoginVerification.signatureMatches(login, user.get().storedPassword(), project);
  }

  @Override
  public Capabilities rights(ProjectCode project, Principal asker, @Nullable String login) {
    Capabilities nobody = users.nobody();
    return nobody.and(login == null || UNPROVEN.contains(login) ? granted(asker) : users.capabilities(login));
  }

  private Capabilities granted(Principal asker) {
    Grants all = grants.get();
    return switch (asker) {
      case Principal.Node(String key, var by) -> {
        Capabilities own = all.of(key);
        yield own != null ? own : by == null ? Capabilities.NONE : granted(all, by);
      }
      case Principal.Mesh mesh -> granted(all, mesh);
      case Principal.Nobody(),Principal.FossilLogin _,Principal.ProvingNode _ -> Capabilities.NONE;
    };
  }

  private static Capabilities granted(Grants all, Principal.Mesh mesh) {
    Grants.TrustedAccount trusted = all.account();
    return trusted != null && trusted.name().equals(mesh.account()) ? trusted.letters() : all.unknownOrigins();
  }

  @Override
  public boolean heedsProofs() {
    return grants.get().rewardsProof();
  }
}
