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
import org.jspecify.annotations.Nullable;

/**
 * Rights as stock Fossil gives them, from the user table of one repository: what {@code nobody} may do, and what the user of an accepted
 * login may do on top. The letters of {@code anonymous} never count in a sync. A node key gives nothing by itself. Source:
 * {@code src/xfer.c, check_login()}.
 */
public final class FossilAuthorizer implements Authorizer {

  /** Accepted without proof, because they add nothing. */
  private static final Set<String> UNPROVEN = Set.of("nobody", "anonymous");
  /** Rows that only carry letters for others. */
  private static final Set<String> TEMPLATES = Set.of("developer", "reader");

  private final Users users;

  public FossilAuthorizer(Users users) {
    this.users = users;
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
    return login == null || UNPROVEN.contains(login) ? nobody : nobody.and(users.capabilities(login));
  }
}
