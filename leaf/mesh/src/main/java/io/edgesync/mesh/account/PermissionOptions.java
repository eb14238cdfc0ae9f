package io.edgesync.mesh.account;

import io.edgesync.mesh.subject.SubjectPermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user may publish and subscribe to. An entry of the subscribe lists may name a queue after a blank, {@code "jobs.* workers"},
 * and then is about members of that queue group only.
 *
 * @param responses null where answers need a permission of their own
 */
public record PermissionOptions(SubjectPermissions publish, SubjectPermissions subscribe,
    @Nullable ResponseOptions responses) {

  public static final PermissionOptions EVERYTHING = new PermissionOptions(SubjectPermissions.EVERYTHING,
      SubjectPermissions.EVERYTHING, null);

  public PermissionOptions withPublish(List<String> allow, List<String> deny) {
    return new PermissionOptions(new SubjectPermissions(allow, deny), subscribe, responses);
  }

  public PermissionOptions withSubscribe(List<String> allow, List<String> deny) {
    return new PermissionOptions(publish, new SubjectPermissions(allow, deny), responses);
  }

  public PermissionOptions withResponses(ResponseOptions options) {
    return new PermissionOptions(publish, subscribe, options);
  }
}
